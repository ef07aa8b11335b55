"""What people type, made fit to be shown."""

from __future__ import annotations

import pytest

from bot.text import NotALink, NoText, NotPlain, TooLong, escaped, folded, id_in, link_of, one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Lyon ", "Lyon"),
        ("C++ & C#", "C++ & C#"),
        ("Café\nPerché", "Café Perché"),
        ("東京", "東京"),
        ("Cafe\u0301", "Café"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_ordinary_names_are_kept_as_they_are_meant(typed: str, kept: str) -> None:
    assert one_line(typed, 60) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "@everyone",
        "<@&123>",
        "**bold**",
        "[a](https://b.example)",
        "a\u202eb",
        "a\u200bb",
        "a\x00b",
        "\ud800",
    ],
)
def test_markup_mentions_and_invisible_characters_are_refused(typed: str) -> None:
    with pytest.raises(NotPlain):
        one_line(typed, 60)


def test_ten_thousand_characters_are_too_long() -> None:
    with pytest.raises(TooLong):
        one_line("a" * 10_000, 60)


@pytest.mark.parametrize("typed", ["", "   ", "…!?"])
def test_a_name_needs_a_letter_or_a_digit(typed: str) -> None:
    with pytest.raises(NoText):
        one_line(typed, 60)


def test_accents_case_and_spacing_do_not_make_another_name() -> None:
    assert folded("  São  PAULO ") == folded("sao paulo")


@pytest.mark.parametrize("value", ["", "abc", "-1", "1e5", "٣", "9" * 19, "1 or 1=1"])
def test_what_is_no_id_is_the_id_of_no_row(value: str) -> None:
    assert id_in(value) == 0


@pytest.mark.parametrize(
    "link", ["https://meet.example/abc", "http://example.org:8080/x?y=z#a", " https://a.bc "]
)
def test_a_web_address_is_a_link(link: str) -> None:
    assert link_of(link) == link.strip()


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "meet.example/abc",
        "https://",
        "https://localhost/x",
        "https://a b.example",
        "https://good.example@evil.example/",
        "https://exämple.org",
        "https://a.example/" + "x" * 300,
        "https://a.example:99999/",
        "https://a.example/)[x](https://b.example",
    ],
)
def test_what_is_no_plain_web_address_is_refused(link: str) -> None:
    with pytest.raises(NotALink):
        link_of(link)


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_no_link_is_no_mistake(nothing: str | None) -> None:
    assert link_of(nothing) is None


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("marie_c@cafe.fr", "marie\\_c@cafe.fr"),
        ("see https://example.org/a_b*c_d, *now*", "see https://example.org/a_b*c_d, \\*now\\*"),
        ("<https://example.org/a_b> it is", "<https://example.org/a_b> it is"),
        ("https://example.org/<@12>", "https://example.org/ \\<@12>"),
        ("<@12> <@&3> <#4> <t:5> <:a:6>", "\\<@12> \\<@&3> \\<#4> \\<t:5> \\<:a:6>"),
        ("@everyone and @here, not @ana", "\\@everyone and \\@here, not @ana"),
        ("[here](https://example.org)", "\\[here](https://example.org)"),
        ("`x` ||y|| ~~z~~", "\\`x\\` \\|\\|y\\|\\| \\~\\~z\\~\\~"),
        ("# a\n- b\n> c\n-# d\n>>> e", "\\# a\n\\- b\n\\> c\n\\-# d\n\\>>> e"),
        ("#tag, -5 and a - b > c", "#tag, -5 and a - b > c"),
        ("\\_(ツ)_/", "\\\\\\_(ツ)\\_/"),
    ],
)
def test_what_somebody_typed_is_shown_as_it_is_and_its_links_stay_whole(typed: str, shown: str) -> None:
    assert escaped(typed) == shown
