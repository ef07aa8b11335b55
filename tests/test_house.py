"""The house itself: documents in step with the code, locked requirements that name no host."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from bot.invitation import PERMISSIONS, url
from tests import code_map, privacy_page

ROOT = Path(__file__).parents[1]


def test_the_map_of_the_code_is_up_to_date() -> None:
    assert code_map.PAGE.read_text(encoding="utf-8") == code_map.page(), "run: make fmt"


def test_the_privacy_page_says_of_every_table_that_names_people_what_it_keeps() -> None:
    assert {table.name for table in privacy_page.tables()} == set(privacy_page.KEPT), (
        "see KEPT in privacy_page"
    )
    assert privacy_page.PAGE.read_text(encoding="utf-8") == privacy_page.page(), "run: make fmt"


def test_the_readme_names_the_permissions_the_invitation_asks_for() -> None:
    assert f"`{PERMISSIONS.value}`" in (ROOT / "README.md").read_text()
    assert not PERMISSIONS.administrator
    assert url(1).startswith(
        "https://discord.com/oauth2/authorize?client_id=1&scope=bot+applications.commands"
    )


@pytest.mark.parametrize("name", ["run.txt", "dev.txt", "places.txt"])
def test_locked_requirements_have_hashes_and_name_no_host(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    assert "://" not in text
    pinned = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", text, re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(pinned) == len(blocks)
    assert all("--hash=sha256:" in block for block in blocks)


def test_every_target_of_the_makefile_that_people_use_is_explained() -> None:
    text = (ROOT / "Makefile").read_text()
    explained = set(re.findall(r"^(\w+):.*## ", text, re.MULTILINE))
    assert {"help", "demo", "story", "test", "check", "fmt", "bench", "soak"} <= explained


def test_the_console_script_is_the_same_door() -> None:
    [script] = [script for script in entry_points(group="console_scripts") if script.name == "campsite"]
    assert script.value == "bot.__main__:main"
