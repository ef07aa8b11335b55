"""Who was forgotten is known again by a hash, and by nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.people.register import NAME, Register
from tests.builders import FRIDAY_MORNING, GUILD

ANA, BEN = 1_111_111_111_111_111_111, 2_222_222_222_222_222_222
A_DAY = timedelta(days=1)


def test_it_knows_who_was_forgotten_where_since_an_instant(tmp_path: Path) -> None:
    register = Register(tmp_path)
    assert not register.since(FRIDAY_MORNING)(GUILD, ANA)
    register.note(GUILD, ANA, FRIDAY_MORNING)
    register.note(None, BEN, FRIDAY_MORNING)
    before, then = register.since(FRIDAY_MORNING - A_DAY), register.since(FRIDAY_MORNING)
    asked = [(GUILD, ANA), (GUILD + 1, ANA), (None, ANA), (GUILD, BEN), (None, BEN)]
    assert [before(*one) for one in asked] == [True, False, False, True, True]
    assert not any(then(*one) for one in asked)


def test_its_file_has_no_id_and_is_its_owners_alone(tmp_path: Path) -> None:
    Register(tmp_path).note(GUILD, ANA, FRIDAY_MORNING)
    file = tmp_path / NAME
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(ANA) not in file.read_text()
    assert ANA.to_bytes(8, "big") not in file.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_what_is_older_than_every_backup_is_let_go_of(tmp_path: Path) -> None:
    register = Register(tmp_path)
    register.note(GUILD, ANA, FRIDAY_MORNING)
    register.note(GUILD, BEN, FRIDAY_MORNING + A_DAY)
    register.discard(FRIDAY_MORNING + A_DAY)
    known = register.since(FRIDAY_MORNING - A_DAY)
    assert (known(GUILD, ANA), known(GUILD, BEN)) == (False, True)
