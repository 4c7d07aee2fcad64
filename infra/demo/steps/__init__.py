"""The steps of loading, in the order in which `__main__` takes them; each one brings what is not there yet."""
