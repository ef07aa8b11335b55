"""Who is kept out and had themselves forgotten is known by a seal."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sealed_bans",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("group_id", Id, nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["guild_id", "group_id"],
            ["groups.guild_id", "groups.id"],
            name=op.f("fk_sealed_bans_guild_id_group_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_bans")),
        sa.UniqueConstraint("group_id", "seal", name=op.f("uq_sealed_bans_group_id_seal")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("sealed_bans")
