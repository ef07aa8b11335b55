"""All answers of one person: their month is theirs in every server."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_answers_person_id", "answers", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_answers_person_id", "answers")
