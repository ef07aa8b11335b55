"""A text on its way to being understood: tokens, and which of them have been taken."""

from collections.abc import Sequence

from bot.when.errors import NotUnderstood
from bot.when.tokens import Token

TAKEN = "_"
_MARKS = ":-.,/>"
_IGNORED = "_talbL" + _MARKS
"""What may stand over at the end: marks between the parts, and words that say nothing alone."""


class Sentence:
    """The tokens of one text; `kinds` has a letter for each, `TAKEN` where its meaning has been used.

    `twelve_hours` is True where people leave out am and pm, so that "7:30" may be in either half of the day.
    """

    def __init__(self, text: str, tokens: Sequence[Token], *, twelve_hours: bool = False):
        self.text = text
        self.twelve_hours = twelve_hours
        self.tokens = tokens
        self.kinds = "".join(token.kind for token in tokens)

    def take(self, start: int, end: int) -> None:
        """Marks the tokens from `start` up to `end` as used."""
        self.kinds = self.kinds[:start] + TAKEN * (end - start) + self.kinds[end:]

    def amount(self, at: int) -> int:
        """What the token at a place counts."""
        return self.tokens[at].amount

    def said(self, start: int, end: int) -> str:
        """The words from `start` up to `end` as they were typed."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def digits(self, at: int) -> int:
        """How many characters a token has."""
        return self.tokens[at].end - self.tokens[at].start

    def spaced(self, at: int) -> bool:
        """Whether something stands between a token and the one before it."""
        return at == 0 or self.tokens[at].start > self.tokens[at - 1].end

    def leftover(self) -> None:
        """Raises NotUnderstood with the first run of tokens that nothing has used."""
        start = next((at for at, kind in enumerate(self.kinds) if kind not in _IGNORED), None)
        if start is None:
            return
        end = start
        while self.kinds[end : end + 1].strip(_IGNORED) or (
            self.kinds[end : end + 1] in _MARKS and self.kinds[end + 1 : end + 2].strip(_IGNORED)
        ):
            end += 1
        raise NotUnderstood(self.said(start, end))
