"""The judge itself: what it must not let pass."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from playground.rest.server import ROUTES
from tests.contract.description import NAME, Description, find_description, plain
from tests.contract.exchange import Exchange
from tests.contract.gaps import CORRECTED, GAPS
from tests.contract.judge import Contract
from tests.contract.watch import Watch

CREATE, MESSAGES = "POST", "/channels/{channel_id}/messages"


INNER: dict[str, Any] = {"properties": {"_errors": {"items": {"properties": {}, "required": []}}}}


@pytest.fixture
def judge(contract: Contract | None) -> Contract:
    if contract is None:
        pytest.skip("Discord's description is not at hand")
    return contract


def exchange(
    body: Any, answer: Any = None, status: int = 200, query: dict[str, str] | None = None
) -> Exchange:
    asked = tuple((query or {}).items())
    return Exchange(CREATE, MESSAGES, "/channels/1/messages", asked, json.dumps(body), status, answer)


def requested(judge: Contract, body: Any, **query: str) -> list[str]:
    """What is wrong with a request, whatever it got."""
    return [each.partition(": ")[2] for each in judge.of_request(exchange(body, query=query))]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"content": "x"}, []),
        ({"content": "x", "allowed_mentions": {"users": [1, "2"]}}, []),
        ({"content": 5}, ["body.content 5 is not of type 'string', 'null'"]),
        ({"contnet": "x"}, ["body.contnet is not in the description"]),
        ({"embeds": [{"title": "x" * 257}]}, ["body.embeds.*.title"]),
        ({"components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": 3, "custom_id": "a"}]}]},
         ["body.components.*.components.*.label 3 is not of type 'string', 'null'"]),
    ],
)  # fmt: skip
def test_a_request_is_held_against_the_description(judge: Contract, body: Any, wrong: list[str]) -> None:
    found = requested(judge, body)
    assert len(found) == len(wrong)
    assert all(each.startswith(start) for each, start in zip(found, wrong, strict=True))


def test_a_query_is_held_against_the_description(judge: Contract) -> None:
    assert requested(judge, {"content": "x"}, wait="1") == ["query.wait is not in the description"]


def test_an_answer_is_held_against_the_description(judge: Contract) -> None:
    found = judge.of_answer(exchange({"content": "x"}, json.dumps({"id": 1})))
    assert "POST /channels/{}/messages: answer.id 1 is not of type 'string'" in found
    assert "POST /channels/{}/messages: answer 'author' is a required property" in found


def test_a_status_that_the_description_does_not_have_is_wrong(judge: Contract) -> None:
    assert judge.of_answer(exchange({"content": "x"}, status=201)) == [
        "POST /channels/{}/messages: status 201 is not in the description, which has ['200', '429', '4XX']"
    ]


def test_a_refused_request_is_a_violation_unless_it_is_meant(judge: Contract) -> None:
    refusal = json.dumps({"message": "Invalid Form Body", "code": 50035})
    refused = exchange({"content": 5}, refusal, status=400)
    assert Watch(judge, provokes=True, exchanges=[refused]).violations() == []
    assert len(Watch(judge, exchanges=[refused]).violations()) == 2


def test_a_request_is_judged_whatever_it_got(judge: Contract) -> None:
    forbidden = exchange({"content": 5}, json.dumps({"message": "Missing Access", "code": 50001}), status=403)
    trapped = replace(exchange({"content": 5}, json.dumps("<p>down"), status=502), trapped=True)
    for each in (forbidden, trapped):
        assert Watch(judge, provokes=True, exchanges=[each]).violations() == [
            "POST /channels/{}/messages: body.content 5 is not of type 'string', 'null'"
        ]


def test_a_route_that_does_not_exist_is_a_violation_unless_it_is_meant(judge: Contract) -> None:
    lost = replace(exchange(None, json.dumps({"message": "404: Not Found", "code": 0}), 404), matched=False)
    assert Watch(judge, provokes=True, exchanges=[lost]).violations() == []
    assert Watch(judge, exchanges=[lost]).violations() == [
        "POST /channels/1/messages: there is no such route"
    ]


def test_a_query_has_what_is_required_and_lists_are_read(judge: Contract) -> None:
    def searched(where: str, *query: tuple[str, str]) -> list[str]:
        return judge.of_request(Exchange("GET", f"/guilds/{{}}/{where}/search", "", query, None, 200, None))

    assert searched("members") == ["GET /guilds/{}/members/search: query.query is missing"]
    assert searched("members", ("query", "a")) == []
    assert len(searched("members", ("query", "a"), ("query", "b"))) == 1
    assert searched("messages", ("author_id", "1")) == []
    assert len(searched("messages", ("author_id", "1"), ("author_id", "Ana"), ("author_id", "2"))) == 1


def test_an_answer_has_no_unknown_fields_and_real_instants(judge: Contract) -> None:
    answer = {"content": "x", "timestamp": "yesterday", "colour": 1}
    found = judge.of_answer(exchange({"content": "x"}, json.dumps(answer)))
    assert "POST /channels/{}/messages: answer.colour is not in the description" in found
    assert "POST /channels/{}/messages: answer.timestamp 'yesterday' is not a 'date-time'" in found


def test_of_a_oneof_no_two_branches_may_fit() -> None:
    overlapping = {"oneOf": [{"type": "string"}, {"maxLength": 3}]}
    operation: dict[str, Any] = {
        "parameters": [{"in": "query", "name": "q", "schema": overlapping}],
        "responses": {},
    }
    document = {"paths": {"/x": {"get": operation}}, "components": {"schemas": {"InnerErrors": INNER}}}
    judge = Contract(Description.of(document))
    asked = Exchange("GET", "/x", "/x", (("q", "ab"),), None, 200, None)
    assert judge.of_request(asked) == ["GET /x: query.q fits 2 branches of a union"]


def test_a_gap_takes_nothing_but_what_it_means(judge: Contract) -> None:
    def roles(permissions: Any) -> list[str]:
        body = json.dumps({"permissions": permissions})
        return judge.of_request(Exchange("POST", "/guilds/{}/roles", "", (), body, 200, None))

    assert roles("8") == []
    assert len(roles("all")) == 1


def test_a_folder_without_the_description_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPSITE_SHARED", str(tmp_path))
    with pytest.raises(FileNotFoundError):
        find_description()
    (tmp_path / NAME).touch()
    assert find_description() == tmp_path / NAME


def test_every_gap_of_the_description_has_its_reason() -> None:
    assert all(len(gap.reason) > 20 for gap in GAPS)
    assert all(len(reason) > 20 for _, _, reason in CORRECTED)


def test_every_route_of_the_playground_is_described(judge: Contract) -> None:
    described = {(method, path) for method, path in judge.description.operations}
    assert [(method, path) for method, path, _ in ROUTES if (method, plain(path)) not in described] == []
