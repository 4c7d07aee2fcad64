"""People: what governance asks of the directory's replica."""
