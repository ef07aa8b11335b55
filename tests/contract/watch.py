"""Looks on while one test runs, and says afterwards what was not as Discord describes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playground.requests import Request
from tests.contract.exchange import Exchange
from tests.contract.judge import Contract

INVALID = 50035
MALFORMED = (50006, INVALID, 50109)
"""The codes of refusals that are about the shape of what was sent: empty, invalid, not JSON."""


@dataclass
class Watch:
    """Everything that went over the wire while one test ran.

    A route that does not exist, and a body that the playground refused as invalid (50035), are violations as well,
    unless the test `provokes`.
    """

    contract: Contract | None
    provokes: bool = False
    exchanges: list[Exchange] = field(default_factory=list[Exchange])

    def note(self, request: Request) -> None:
        """Keeps an exchange."""
        if self.contract:
            self.exchanges.append(Exchange.of(request))

    def read(self, record: Path) -> None:
        """Keeps what a playground in another process recorded, if there was one."""
        if self.contract and record.exists():
            lines = record.read_text(encoding="utf-8").splitlines()
            self.exchanges += [Exchange.recorded(json.loads(line)) for line in lines]

    def violations(self) -> list[str]:
        """What was wrong with them, each wrong once."""
        contract = self.contract
        if contract is None:
            return []
        return list(
            dict.fromkeys(each for exchange in self.exchanges for each in self._of(contract, exchange))
        )

    def _of(self, contract: Contract, exchange: Exchange) -> Iterator[str]:
        if not exchange.matched:
            if not (self.provokes or exchange.trapped):
                yield f"{exchange.method} {exchange.path}: there is no such route"
            return
        if not (self.provokes and exchange.code in MALFORMED):
            yield from contract.of_request(exchange)
        if not exchange.trapped:  # what a fault on demand made up is not Discord's
            yield from contract.of_answer(exchange)
        if exchange.code == INVALID and not self.provokes:
            yield f"{exchange.method} {exchange.route}: refused with {exchange.answer}"
