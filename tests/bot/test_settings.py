"""Settings: all mistakes at once, nothing secret shown, and `.env.example` in step."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from bot import settings

ROOT = Path(__file__).parents[2]


def test_without_anything_set_there_are_sound_defaults() -> None:
    loaded = settings.load({})
    assert loaded == settings.Settings(
        discord_token=None,
        data_dir=Path("data"),
        database=Path("data/campsite.sqlite3"),
        log_level=logging.INFO,
        log_format="text",
        web_port=None,
        members_intent=False,
    )


@pytest.mark.meets("S24")
def test_all_mistakes_are_told_together_and_the_token_is_not_among_them() -> None:
    with pytest.raises(settings.BadSettings) as mistakes:
        settings.load(
            {
                "DISCORD_TOKEN": "not a token",
                "CAMPSITE_DATABASE_URL": "postgresql://here",
                "CAMPSITE_LOG_LEVEL": "LOUD",
                "CAMPSITE_LOG_FORMAT": "xml",
                "CAMPSITE_WEB_PORT": "http",
                "CAMPSITE_MEMBERS_INTENT": "perhaps",
                "CAMPSITE_COLOUR": "blue",
            }
        )
    lines = str(mistakes.value).splitlines()
    assert [line.split()[0] for line in lines] == [
        "CAMPSITE_COLOUR",
        "DISCORD_TOKEN",
        "CAMPSITE_DATABASE_URL",
        "CAMPSITE_LOG_LEVEL",
        "CAMPSITE_LOG_FORMAT",
        "CAMPSITE_WEB_PORT",
        "CAMPSITE_MEMBERS_INTENT",
    ]
    assert "not a token" not in str(mistakes.value)


@pytest.mark.meets("S24")
def test_the_environment_wins_over_the_file_and_the_file_may_come_from_windows(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_bytes(b'\xef\xbb\xbfDISCORD_TOKEN="abc.def"\r\nCAMPSITE_DATA_DIR=elsewhere\r\n')
    loaded = settings.load({"CAMPSITE_DATA_DIR": "here"}, dotenv)
    assert loaded.discord_token is not None
    assert loaded.discord_token.reveal() == "abc.def"
    assert loaded.data_dir == Path("here")


def test_a_secret_shows_itself_nowhere() -> None:
    loaded = settings.load({"DISCORD_TOKEN": "abc.def"})
    assert "abc" not in f"{loaded} {loaded!r} {loaded.discord_token}"


def test_the_example_explains_every_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text()
    assert tuple(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == settings.NAMES
    for paragraph in example.strip().split("\n\n"):
        assert paragraph.startswith("#"), paragraph


def test_the_example_itself_loads(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text((ROOT / ".env.example").read_text())
    assert settings.load({}, dotenv) == settings.load({})


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80.0", "²", "8 0", "9" * 5000])
def test_a_port_is_a_number_that_a_port_can_have(port: str) -> None:
    with pytest.raises(settings.BadSettings, match="must be a number from 1 to 65535, or empty"):
        settings.load({"CAMPSITE_WEB_PORT": port})


def test_a_port_a_format_and_a_switch_are_read() -> None:
    loaded = settings.load(
        {"CAMPSITE_WEB_PORT": " 9464 ", "CAMPSITE_LOG_FORMAT": "JSON", "CAMPSITE_MEMBERS_INTENT": "On"}
    )
    assert (loaded.web_port, loaded.log_format, loaded.members_intent) == (9464, "json", True)
