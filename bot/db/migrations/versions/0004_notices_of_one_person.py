"""Finding what waits for one person, and what was settled since an instant, without reading every notice."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_notices_person_id", "notices", ["person_id"], sqlite_where=sa.text("fate = 'pending'")
    )
    op.create_index(
        "ix_notices_settled_at", "notices", ["settled_at"], sqlite_where=sa.text("settled_at IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_notices_settled_at", "notices")
    op.drop_index("ix_notices_person_id", "notices")
