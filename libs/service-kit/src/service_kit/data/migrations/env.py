"""Alembic's door to the kit's own tables."""

from service_kit.data.migrate import run_environment

run_environment()
