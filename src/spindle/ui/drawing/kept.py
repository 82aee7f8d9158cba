"""Markup that is the same on every row and every page of a language, made once."""

from collections.abc import Callable
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language

_LANGUAGES = 32


def by_language(draw: Callable[[], SafeString]) -> Callable[[], SafeString]:
    """The function, called once for each language; so it may hang on nothing but its words."""
    kept = lru_cache(maxsize=_LANGUAGES)(lambda _language: draw())
    return lambda: kept(get_language())
