"""A series that was moved from one of its days on is still one: each later part knows the first one."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLE = {"sqlite_strict": True, "sqlite_autoincrement": True}


def upgrade() -> None:
    with op.batch_alter_table("series", table_kwargs=TABLE) as series:
        series.add_column(sa.Column("continues_id", Id, nullable=True))
        series.create_foreign_key(op.f("fk_series_continues_id"), "series", ["continues_id"], ["id"])
    # A move ended the one and began the other in one transaction, which has one instant.
    op.execute(
        """
        WITH RECURSIVE continued AS (
            SELECT id, guild_id, group_id, ended_at, id AS first_id FROM series AS one
            WHERE NOT EXISTS (
                SELECT 1 FROM series AS before
                WHERE before.group_id = one.group_id AND before.ended_at = one.created_at AND before.id < one.id
            )
            UNION ALL
            SELECT later.id, later.guild_id, later.group_id, later.ended_at, continued.first_id FROM series AS later
            JOIN continued
            ON later.group_id = continued.group_id AND later.created_at = continued.ended_at AND later.id > continued.id
        )
        UPDATE series SET continues_id = (SELECT min(first_id) FROM continued WHERE continued.id = series.id)
        WHERE id NOT IN (SELECT first_id FROM continued)
        """
    )


def downgrade() -> None:
    with op.batch_alter_table("series", table_kwargs=TABLE) as series:
        series.drop_constraint(op.f("fk_series_continues_id"), type_="foreignkey")
        series.drop_column("continues_id")
