"""Alembic's door to the kit's own tables."""

from service_kit.migrate import run_environment

run_environment()
