"""Groups that were founded before are looked at as well, every day and every month."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = ("groups.look", "groups.month")


def upgrade() -> None:
    for kind in KINDS:
        op.execute(
            sa.text(
                "INSERT OR IGNORE INTO chores (guild_id, kind, subject_id, due_at, attempts) "
                "SELECT guild_id, :kind, id, strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now', '+1 day'), 0 FROM groups"
            ).bindparams(kind=kind)
        )


def downgrade() -> None:
    for kind in KINDS:
        op.execute(sa.text("DELETE FROM chores WHERE kind = :kind").bindparams(kind=kind))
