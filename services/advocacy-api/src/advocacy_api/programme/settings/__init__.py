"""The settings of the programme, as data: one row, changed by who looks after it."""
