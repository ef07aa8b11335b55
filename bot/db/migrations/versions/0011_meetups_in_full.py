"""Meetups in full: formats, seats in a room and online, offers, series, and what changed of each."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from bot.db.types import Day, Id, TimeOfDay, UtcDateTime, WallTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STRICT = {"sqlite_strict": True}
ONLINE_ONLY = "link IS NOT NULL AND place IS NULL"


def upgrade() -> None:
    _series()
    op.add_column("people", sa.Column("hidden", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("meetups", table_kwargs=STRICT) as meetups:
        meetups.add_column(sa.Column("wall", WallTime(), nullable=True))
        meetups.add_column(sa.Column("format", sa.Text(), server_default="coffee", nullable=False))
        meetups.add_column(sa.Column("online_seats", sa.Integer(), nullable=True))
        for name in ("room_open", "online_open", "skipped", "moves"):
            meetups.add_column(sa.Column(name, sa.Integer(), server_default="0", nullable=False))
        meetups.add_column(sa.Column("notes", sa.Text(), nullable=True))
        meetups.add_column(sa.Column("series_id", Id, nullable=True))
        meetups.add_column(sa.Column("occurs_on", Day(), nullable=True))
        meetups.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        meetups.add_column(sa.Column("changed_at", UtcDateTime(), nullable=True))
        meetups.add_column(sa.Column("announced_at", UtcDateTime(), nullable=True))
        meetups.alter_column("request_id", existing_type=Id, nullable=True)
    op.execute(
        "UPDATE meetups SET changed_at = coalesce(cancelled_at, created_at), announced_at = created_at"
    )
    op.execute(f"UPDATE meetups SET online_seats = seats, seats = NULL WHERE {ONLINE_ONLY}")  # noqa: S608 - no input
    connection = op.get_bind()
    for meetup_id, starts_at, zone in connection.execute(
        sa.text("SELECT id, starts_at, zone FROM meetups")
    ).all():
        wall = datetime.fromisoformat(starts_at).astimezone(UTC).astimezone(ZoneInfo(zone))
        connection.execute(
            sa.text("UPDATE meetups SET wall = :wall WHERE id = :id"),
            {"wall": wall.replace(tzinfo=None).isoformat(timespec="minutes"), "id": meetup_id},
        )
    with op.batch_alter_table("meetups", table_kwargs=STRICT) as meetups:
        meetups.alter_column("wall", existing_type=WallTime(), nullable=False)
        meetups.alter_column("changed_at", existing_type=UtcDateTime(), nullable=False)
        for name in ("format", "room_open", "online_open", "skipped", "moves", "version"):
            kind = sa.Text() if name == "format" else sa.Integer()
            meetups.alter_column(name, existing_type=kind, server_default=None)
        meetups.create_unique_constraint(op.f("uq_meetups_series_id_occurs_on"), ["series_id", "occurs_on"])
        meetups.create_foreign_key(op.f("fk_meetups_series_id"), "series", ["series_id"], ["id"])
    _answers()
    op.create_table(
        "meetup_changes",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("meetup_id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("changed_by", Id, nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id", "meetup_id"],
            ["meetups.guild_id", "meetups.id"],
            name=op.f("fk_meetup_changes_guild_id_meetup_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetup_changes")),
        sa.UniqueConstraint("meetup_id", "version", name=op.f("uq_meetup_changes_meetup_id_version")),
        sqlite_strict=True,
    )


def _series() -> None:
    op.create_table(
        "series",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("group_id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=True),
        sa.Column("first_on", Day(), nullable=False),
        sa.Column("wall", TimeOfDay(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("until_on", Day(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("made_through_on", Day(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("online_seats", sa.Integer(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("created_by", Id, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id", "group_id"],
            ["groups.guild_id", "groups.id"],
            name=op.f("fk_series_guild_id_group_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("guild_id", "id", name=op.f("uq_series_guild_id_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_series_guild_id_group_id", "series", ["guild_id", "group_id"])
    op.create_table(
        "series_breaks",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("series_id", Id, nullable=False),
        sa.Column("first_on", Day(), nullable=False),
        sa.Column("last_on", Day(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id", "series_id"],
            ["series.guild_id", "series.id"],
            name=op.f("fk_series_breaks_guild_id_series_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_breaks")),
        sa.UniqueConstraint(
            "series_id", "first_on", "last_on", name=op.f("uq_series_breaks_series_id_first_on_last_on")
        ),
        sqlite_strict=True,
    )


def _answers() -> None:
    for column in (
        sa.Column("seated_in", sa.Text(), nullable=True),
        sa.Column("seat_turn", sa.Integer(), nullable=True),
        sa.Column("waits_for", sa.Text(), nullable=True),
        sa.Column("line_turn", sa.Integer(), nullable=True),
        sa.Column("offered_until", UtcDateTime(), nullable=True),
        sa.Column("offer_turn", sa.Integer(), nullable=True),
        sa.Column("let_go", sa.Integer(), server_default="0", nullable=False),
        sa.Column("working_on", sa.Text(), nullable=True),
    ):
        op.add_column("answers", column)
    pool = (
        "CASE WHEN EXISTS (SELECT 1 FROM meetups WHERE meetups.id = answers.meetup_id "
        "AND link IS NOT NULL AND place IS NULL) THEN 'online' ELSE 'room' END"
    )
    op.execute(f"UPDATE answers SET seated_in = {pool}, seat_turn = turn WHERE seat = 'seated'")  # noqa: S608 - no input
    op.execute(f"UPDATE answers SET waits_for = {pool}, line_turn = turn WHERE seat = 'waiting'")  # noqa: S608 - no input
    op.drop_index("ix_answers_meetup_id_turn", "answers")
    with op.batch_alter_table("answers", table_kwargs=STRICT) as answers:
        answers.alter_column("let_go", existing_type=sa.Integer(), server_default=None)
        answers.drop_column("seat")
        answers.drop_column("turn")


def downgrade() -> None:
    with op.batch_alter_table("answers", table_kwargs=STRICT) as answers:
        answers.add_column(sa.Column("seat", sa.Text(), nullable=True))
        answers.add_column(sa.Column("turn", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE answers SET seat = CASE WHEN seated_in IS NULL THEN 'waiting' ELSE 'seated' END, "
        "turn = coalesce(seat_turn, line_turn) WHERE seated_in IS NOT NULL OR waits_for IS NOT NULL"
    )
    with op.batch_alter_table("answers", table_kwargs=STRICT) as answers:
        for name in (
            "seated_in",
            "seat_turn",
            "waits_for",
            "line_turn",
            "offered_until",
            "offer_turn",
            "let_go",
            "working_on",
        ):
            answers.drop_column(name)
    op.create_index("ix_answers_meetup_id_turn", "answers", ["meetup_id", "turn"])
    op.drop_table("meetup_changes")
    op.execute(f"UPDATE meetups SET seats = online_seats WHERE {ONLINE_ONLY}")  # noqa: S608 - no input
    op.execute("UPDATE meetups SET request_id = -id WHERE request_id IS NULL")
    with op.batch_alter_table("meetups", table_kwargs=STRICT) as meetups:
        meetups.drop_constraint(op.f("uq_meetups_series_id_occurs_on"), type_="unique")
        meetups.drop_constraint(op.f("fk_meetups_series_id"), type_="foreignkey")
        for name in (
            "wall",
            "format",
            "online_seats",
            "room_open",
            "online_open",
            "skipped",
            "moves",
            "notes",
            "series_id",
            "occurs_on",
            "version",
            "changed_at",
            "announced_at",
        ):
            meetups.drop_column(name)
        meetups.alter_column("request_id", existing_type=Id, nullable=False)
    op.drop_column("people", "hidden")
    op.drop_table("series_breaks")
    op.drop_index("ix_series_guild_id_group_id", "series")
    op.drop_table("series")
