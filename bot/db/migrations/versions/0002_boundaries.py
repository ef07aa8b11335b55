"""What people set for themselves, and how each notice is to be said because of it."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Day, Id, TimeOfDay, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STRICT = {"sqlite_strict": True}
"""A table that SQLite changes by copying it is made as strict as it was."""


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("quiet_from", TimeOfDay(), nullable=True),
        sa.Column("quiet_until", TimeOfDay(), nullable=True),
        sa.Column("day_off", sa.Integer(), nullable=True),
        sa.Column("paused_until", UtcDateTime(), nullable=True),
        sa.Column("monthly", sa.Integer(), nullable=True),
        sa.Column("direct", sa.Integer(), server_default="0", nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_told", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_people")),
        sqlite_strict=True,
    )
    op.create_table(
        "protected_days",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("first_on", Day(), nullable=False),
        sa.Column("last_on", Day(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.person_id"],
            name=op.f("fk_protected_days_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protected_days")),
        sa.UniqueConstraint(
            "person_id",
            "first_on",
            "last_on",
            name=op.f("uq_protected_days_person_id_first_on_last_on"),
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("deliveries", table_kwargs=STRICT) as deliveries:
        deliveries.alter_column("channel_id", existing_type=Id, nullable=True)
        deliveries.add_column(sa.Column("person_id", Id, nullable=True))
        deliveries.add_column(sa.Column("silent", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("deliveries", table_kwargs=STRICT) as deliveries:
        deliveries.alter_column("silent", existing_type=sa.Integer(), server_default=None)

    with op.batch_alter_table("notices", table_kwargs=STRICT) as notices:
        notices.add_column(sa.Column("wanted_at", UtcDateTime(), nullable=True))
        notices.add_column(sa.Column("weight", sa.Text(), server_default="promised", nullable=False))
        notices.add_column(sa.Column("zone", sa.Text(), server_default="UTC", nullable=False))
        notices.add_column(sa.Column("manner", sa.Text(), server_default="aloud", nullable=False))
    op.execute(
        "UPDATE notices SET wanted_at = due_at, "
        "weight = CASE kind WHEN 'meetups.missed' THEN 'ordinary' ELSE 'promised' END, "
        "zone = coalesce((SELECT zone FROM meetups WHERE meetups.id = notices.subject_id), 'UTC')"
    )
    with op.batch_alter_table("notices", table_kwargs=STRICT) as notices:
        notices.alter_column("wanted_at", existing_type=UtcDateTime(), nullable=False)
        notices.alter_column("weight", existing_type=sa.Text(), server_default=None)
        notices.alter_column("zone", existing_type=sa.Text(), server_default=None)
        notices.alter_column("manner", existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("notices", table_kwargs=STRICT) as notices:
        for column in ("manner", "zone", "weight", "wanted_at"):
            notices.drop_column(column)
    op.execute("DELETE FROM deliveries WHERE channel_id IS NULL")
    with op.batch_alter_table("deliveries", table_kwargs=STRICT) as deliveries:
        deliveries.drop_column("silent")
        deliveries.drop_column("person_id")
        deliveries.alter_column("channel_id", existing_type=Id, nullable=False)
    op.drop_table("protected_days")
    op.drop_table("people")
