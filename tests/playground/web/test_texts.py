"""The texts of the page, in every language it speaks."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from playwright.async_api import Browser, expect

from playground.errors import Kind
from playground.web.site import STATIC
from tests.browser import Visitor, visitor
from tests.playground.web.conftest import Fair

pytestmark = pytest.mark.asyncio(loop_scope="session")


CALLED_BY_NAME = {
    "member", "organizer", "moderator", "admin", "newcomer",  # what a host says of whom one can be
    "hour", "tomorrow", "due",  # where time can be moved
    "auto", "dark", "light",
    "pinned", "joined", "started thread",
    *(f"refused {kind}" for kind in (*get_args(Kind), "crash")),
}  # fmt: skip
"""Texts whose key the page puts together or is told."""


async def test_the_pages_texts_are_the_same_in_every_language_and_each_is_used(ana: Visitor) -> None:
    texts: dict[str, dict[str, str | dict[str, str]]] = await ana.page.evaluate(
        "import('./texts.js').then(module => module.TEXTS)"
    )
    facts = re.compile(r"\{\w+\}")
    assert sorted(texts) == ["en", "fr"]
    shapes = {
        language: {
            key: {form: sorted(facts.findall(text)) for form, text in said.items()}
            if isinstance(said, dict)
            else sorted(facts.findall(said))
            for key, said in words.items()
        }
        for language, words in texts.items()
    }
    assert shapes["fr"] == shapes["en"]
    asked_for = set(CALLED_BY_NAME)
    for file in STATIC.iterdir():
        if file.name.endswith(".js") and file.name != "texts.js":
            for call in re.findall(r"\b(?:t|aside|say)\(([^()]*)", file.read_text(encoding="utf-8")):
                asked_for.update(re.findall(r'"([\w ]+)"', call))
    assert asked_for == set(texts["en"])


async def test_one_and_many_are_told_apart_in_each_language(ana: Visitor) -> None:
    said = await ana.page.evaluate(
        """async () => {
          const {aside} = await import("./texts.js");
          const forms = (key) => [0, 1, 2].map((count) => aside(key, {count}));
          const english = forms("unread");
          sessionStorage.setItem("playground.language", "fr");
          return [english, forms("event count")];
        }"""
    )
    assert said == [
        ["0 mentions", "1 mention", "2 mentions"],
        ["0 intéressé", "1 intéressé", "2 intéressés"],
    ]


async def test_a_locale_that_is_none_does_no_harm(fair: Fair, browser: Browser) -> None:
    fair.ana.locale = "fr_FR"
    await fair.ben.says("Now <t:1795861800:R>", fair.general)
    async with visitor(browser, "no-locale") as looking:
        await looking.page.add_init_script("sessionStorage.setItem('playground.language', 'x_!')")
        await looking.page.add_init_script(f"sessionStorage.setItem('playground.viewer', '{fair.ana.id}')")
        await looking.opens(fair.site.url)
        await expect(looking.message("Now").locator(".moment")).to_have_text("in 8 days")
        await expect(looking.page.locator("#clock")).to_have_text("Fri, Nov 20, 10:00 AM")
        await looking.button("Language, time zone, colours").click()
        await expect(looking.page.get_by_label("Language", exact=True)).to_have_value("fr_FR")
