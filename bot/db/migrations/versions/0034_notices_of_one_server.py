"""A notice is the same one only in the same server; who has named no time zone is asked once."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

OLD = "uq_notices_kind_subject_id_person_id_generation"
NEW = "uq_notices_kind_guild_id_subject_id_person_id_generation"
WHAT = ["subject_id", "person_id", "generation"]


def upgrade() -> None:
    with op.batch_alter_table("notices", table_kwargs={"sqlite_strict": True}) as notices:
        notices.drop_constraint(OLD, type_="unique")
        notices.create_unique_constraint(NEW, ["kind", "guild_id", *WHAT])
    op.add_column("people", sa.Column("zone_asked", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("people", "zone_asked")
    with op.batch_alter_table("notices", table_kwargs={"sqlite_strict": True}) as notices:
        notices.drop_constraint(NEW, type_="unique")
        notices.create_unique_constraint(OLD, ["kind", *WHAT])
