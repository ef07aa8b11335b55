"""The path from observing to leading: who walks it, and what they have done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paths",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("phase", sa.Integer(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=True),
        sa.Column("quiet_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paths")),
        sa.UniqueConstraint("guild_id", "person_id", name=op.f("uq_paths_guild_id_person_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "path_ticks",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("ticked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_ticks")),
        sa.UniqueConstraint(
            "guild_id", "person_id", "action", name=op.f("uq_path_ticks_guild_id_person_id_action")
        ),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("path_ticks")
    op.drop_table("paths")
