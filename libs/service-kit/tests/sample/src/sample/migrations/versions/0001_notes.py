"""Notes."""

from alembic import op
from sample.main import Table

revision = "notes0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    Table.metadata.create_all(op.get_bind())
