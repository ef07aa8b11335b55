"""Who came in and has never said anything, and the gentle words moderators write to them."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("newcomers", sa.Column("active_at", UtcDateTime(), nullable=True))
    op.add_column("newcomers", sa.Column("left_at", UtcDateTime(), nullable=True))
    op.add_column("newcomers", sa.Column("invited_at", UtcDateTime(), nullable=True))
    op.add_column("newcomers", sa.Column("invitation_id", Id, nullable=True))
    op.create_index("ix_newcomers_guild_id_arrived_at", "newcomers", ["guild_id", "arrived_at"])
    # Whoever has tapped Start has pressed something; of the others nothing is known yet.
    op.execute("UPDATE newcomers SET active_at = started_at")
    op.create_table(
        "invitations",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("written_by", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("begins_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sqlite_strict=True,
    )
    op.create_index("ix_invitations_guild_id_written_by", "invitations", ["guild_id", "written_by"])


def downgrade() -> None:
    op.drop_table("invitations")
    op.drop_index("ix_newcomers_guild_id_arrived_at", "newcomers")
    for column in ("invitation_id", "invited_at", "left_at", "active_at"):
        op.drop_column("newcomers", column)
