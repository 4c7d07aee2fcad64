"""The registry that every table of this service joins."""

from service_kit.database import new_table_base

Table = new_table_base()
