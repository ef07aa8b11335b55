"""Progress is found by its days, by who encouraged, and by a goal's card, without looking at every row; a picture that
could not be shown is remembered.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "progress_posts", sa.Column("image_left_out", sa.Integer(), server_default="0", nullable=False)
    )
    op.drop_index("ix_progress_posts_group_id_kept_on", "progress_posts")
    op.create_index(
        "ix_progress_posts_of_days",
        "progress_posts",
        ["guild_id", "group_id", "kept_on", "person_id", "win", "taken_back_at"],
        sqlite_where=sa.text("taken_back_at IS NULL"),
    )
    op.create_index("ix_progress_cheers_person_id", "progress_cheers", ["person_id"])
    op.create_index(
        "ix_progress_goals_card_id",
        "progress_goals",
        ["card_id"],
        sqlite_where=sa.text("card_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_progress_goals_card_id", "progress_goals")
    op.drop_index("ix_progress_cheers_person_id", "progress_cheers")
    op.drop_index("ix_progress_posts_of_days", "progress_posts")
    op.create_index("ix_progress_posts_group_id_kept_on", "progress_posts", ["group_id", "kept_on"])
    op.drop_column("progress_posts", "image_left_out")
