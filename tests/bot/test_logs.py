"""Logs: what a line belongs to, and that no secret gets into one."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from bot import logs

TOKEN = "bm9ib2R5.canary.not-the-shape-of-a-token"


@pytest.fixture(autouse=True)
def nothing_belongs_to_anything() -> None:
    logs.interaction_id.set(None)
    logs.guild_id.set(None)


def record(message: str, *arguments: object, error: Exception | None = None) -> logging.LogRecord:
    failed = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("bot.post", logging.WARNING, __file__, 1, message, arguments, failed)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"login with {TOKEN}", "login with (hidden)"),
        (
            "POST https://discord.com/api/v10/interactions/123/aW50-ZXJh_Y3/callback has returned",
            "POST https://discord.com/api/v10/interactions/123/(hidden)/callback has returned",
        ),
        (
            "PATCH https://discord.com/api/v10/webhooks/77/aW50ZXJh/messages/@original",
            "PATCH https://discord.com/api/v10/webhooks/77/(hidden)/messages/@original",
        ),
        ("{'id': '1', 'token': 'aW50ZXJh', 'type': 2}", "{'id': '1', 'token': '(hidden)', 'type': 2}"),
        ('{"access_token":"aW50ZXJh","type":2}', '{"access_token":"(hidden)","type":2}'),
        (r'"{\"token\": \"aW50ZXJh\"}"', r'"{\"token\": \"(hidden)\"}"'),
        (
            "Authorization: Bot MTk4NjIyNDgzNDcxOTI1MjQ4 was sent",
            "Authorization: Bot (hidden) was sent",
        ),
        ("MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs", "(hidden)"),
        (
            "version 2.7.1 of discord.py, channel 123, POST /channels/1/messages",
            "version 2.7.1 of discord.py, channel 123, POST /channels/1/messages",
        ),
    ],
)
def test_secrets_are_taken_out_and_nothing_else(line: str, shown: str) -> None:
    assert logs.Redaction([TOKEN])(line) == shown


@pytest.mark.parametrize("formatter", [logs.Text, logs.Json])
def test_an_exception_and_its_cause_are_logged_without_their_secrets(
    formatter: type[logs.Text | logs.Json],
) -> None:
    try:
        try:
            raise ValueError(f"/interactions/1/{TOKEN}/callback")
        except ValueError as cause:
            raise RuntimeError(f"no luck with {TOKEN}") from cause
    except RuntimeError as error:
        line = formatter(logs.Redaction([TOKEN])).format(record("it %s", "raised", error=error))
    assert "ValueError" in line
    assert "RuntimeError" in line
    assert "it raised" in line
    assert "canary" not in line


def test_an_event_is_one_line_of_json_with_what_it_belongs_to() -> None:
    logs.interaction_id.set(12)
    logs.guild_id.set(7)
    event = record("two\nlines")
    event.incident = "3F9A"
    line = logs.Json(logs.Redaction()).format(event)
    assert "\n" not in line
    told = json.loads(line)
    assert told.pop("at").endswith("+00:00")
    assert told == {
        "level": "WARNING",
        "logger": "bot.post",
        "message": "two\nlines",
        "interaction": 12,
        "guild": 7,
        "incident": "3F9A",
    }


def test_a_line_of_text_names_what_it_belongs_to() -> None:
    logs.guild_id.set(7)
    line = logs.Text(logs.Redaction()).format(record("said"))
    assert line.endswith("WARNING bot.post [guild 7]: said")


def test_a_handler_complains_about_a_wrong_line_but_not_about_a_full_disk(
    capsys: pytest.CaptureFixture[str],
) -> None:
    handler = logs._Handler()  # pyright: ignore[reportPrivateUsage] - the way out itself
    try:
        raise OSError(28, "No space left on device")
    except OSError:
        handler.handleError(record("lost"))
    assert capsys.readouterr().err == ""
    handler.stream = sys.stderr
    handler.emit(record("%d of", "not a number"))
    assert "--- Logging error ---" in capsys.readouterr().err
