"""Alembic's door to the tables of governance."""

from service_kit.migrate import run_environment

run_environment()
