"""Alembic's door to the tables of advocacy."""

from service_kit.data.migrate import run_environment

run_environment()
