"""Markup put together from a frame of ours and pieces that are escaped unless they are markup already.

What Django's `format_html` does, in a quarter of its time: a list has some two thousand pieces.
"""

from collections.abc import Iterable
from html import escape
from typing import LiteralString

from django.utils.safestring import SafeString


def fill(frame: LiteralString, *pieces: object) -> SafeString:
    """The frame, written out in the program's text, with the pieces at its {}."""
    return SafeString(frame.format(*[_safe(piece) for piece in pieces]))


def joined(pieces: Iterable[object]) -> SafeString:
    """Pieces one after the other."""
    return SafeString("".join([_safe(piece) for piece in pieces]))


def _safe(piece: object) -> str:
    return piece if type(piece) is SafeString else escape(str(piece))
