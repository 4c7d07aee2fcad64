"""Text as people search and sort it: functions that stand in the indexes of the rooms."""

from collections.abc import Sequence

from alembic import op
from service_kit.domain.folding import INSTALL_FOLDING

revision: str = "kit0006"
down_revision: str | Sequence[str] | None = "kit0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(INSTALL_FOLDING)
