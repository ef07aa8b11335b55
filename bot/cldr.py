"""The locales of CLDR, as Babel has them, each with names of its own."""

from __future__ import annotations

from copy import deepcopy
from functools import cache

from babel import Locale, localedata


@cache
def cldr(name: str) -> Locale:
    """The locale of a name such as "fr" or "en_GB". Raises ValueError or babel.UnknownLocaleError for others.

    Babel keeps what a locale's aliases led to in data that all locales share, so that after the months of "ja"
    those of "fr" would be Japanese (python-babel/babel issue 1234). A copy made before anything was looked up
    keeps each by itself. It costs about 10 ms a locale, once.
    """
    locale = Locale.parse(name)
    data = localedata.load(str(locale))
    for key, value in data.items():
        data[key] = deepcopy(value)
    return locale
