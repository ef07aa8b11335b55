"""Reports to the moderators."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("request_id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("card_id", Id, nullable=True),
        sa.Column("taken_by", Id, nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("request_id", name=op.f("uq_reports_request_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_reports_guild_id_person_id_sent_at", "reports", ["guild_id", "person_id", "sent_at"])


def downgrade() -> None:
    op.drop_index("ix_reports_guild_id_person_id_sent_at", "reports")
    op.drop_table("reports")
