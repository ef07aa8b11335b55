"""The judge itself: what it must not let pass."""

from __future__ import annotations

import json
from typing import Any

import pytest

from playground import Clock, Playground
from tests.builders import FRIDAY_MORNING
from tests.contract import CORRECTED, RELAXED, Contract, Exchange, Watch, plain

CREATE, MESSAGES = "POST", "/channels/{channel_id}/messages"


@pytest.fixture
def judge(contract: Contract | None) -> Contract:
    if contract is None:
        pytest.skip("Discord's description is not at hand")
    return contract


def exchange(
    body: Any, answer: Any = None, status: int = 200, query: dict[str, str] | None = None
) -> Exchange:
    return Exchange(CREATE, MESSAGES, "/channels/1/messages", query or {}, json.dumps(body), status, answer)


def requested(judge: Contract, body: Any, **query: str) -> list[str]:
    """What is wrong with a request, whatever it got."""
    found = judge.violations(exchange(body, query=query))
    return [each.partition(": ")[2] for each in found if "answer is missing" not in each]


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
    found = judge.violations(exchange({"content": "x"}, json.dumps({"id": 1})))
    assert "POST /channels/{}/messages: answer.id 1 is not of type 'string'" in found
    assert "POST /channels/{}/messages: answer 'author' is a required property" in found


def test_a_status_that_the_description_does_not_have_is_wrong(judge: Contract) -> None:
    assert judge.violations(exchange({"content": "x"}, status=201)) == [
        "POST /channels/{}/messages: status 201 is not in the description, which has ['200', '429', '4XX']"
    ]


def test_a_refused_request_is_no_violation_of_the_description(judge: Contract) -> None:
    refusal = json.dumps({"message": "Invalid Form Body", "code": 50035})
    refused = exchange({"content": 5}, refusal, status=400)
    assert judge.violations(refused) == []
    assert Watch(judge, provokes=True, exchanges=[refused]).violations() == []
    assert len(Watch(judge, exchanges=[refused]).violations()) == 1


def test_every_gap_of_the_description_has_its_reason() -> None:
    assert all(len(gap.reason) > 20 for gap in RELAXED)
    assert all(len(reason) > 20 for _, _, reason in CORRECTED)


def test_every_route_of_the_playground_is_described(judge: Contract) -> None:
    served = Playground(Clock(FRIDAY_MORNING)).rest.routes
    described = {(method, path) for method, path in judge.operations}
    assert [(method, path) for method, path in served if (method, plain(path)) not in described] == []
