"""Thousands of requests, all of kinds the stories send as well: here they are not judged one by one."""

import pytest


@pytest.fixture(autouse=True)
def watch() -> None:
    """Takes the place of the judge of every request."""
