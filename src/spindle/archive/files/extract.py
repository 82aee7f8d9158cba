"""The text of a file, in the child: one task for each reader of `kinds`."""

import codecs
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser

from spindle.archive.files import office, pdf
from spindle.archive.files.refusals import Refusal, Refused

LONGEST = 1_000_000
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]{2,}")
_LINES = re.compile(r"\n\s*\n")
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 65534, 65535], " ")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UNSEEN = frozenset({"script", "style", "head", "template", "noscript"})


def _pdf(data: bytes) -> bytes:
    return _said(pdf.text(data, LONGEST))


def _office(data: bytes) -> bytes:
    return _said(office.text(data, LONGEST))


def _text(data: bytes) -> bytes:
    if b"\0" in data[:1000] and not data.startswith(tuple(bom for bom, _codec in _BOMS)):
        raise Refused(Refusal.DAMAGED)
    return _said(_decoded(data))


def _html(data: bytes) -> bytes:
    words = _Words()
    words.feed(_decoded(data))
    words.close()
    return _said("".join(words.found))


TASKS: Mapping[str, Callable[[bytes], bytes]] = {"pdf": _pdf, "office": _office, "text": _text, "html": _html}


def _decoded(data: bytes) -> str:
    data = data[: 4 * LONGEST]
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return data.decode(codec, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _said(text: str) -> bytes:
    text = _LINES.sub("\n", _SPACES.sub(" ", text.translate(_CONTROLS))).strip()
    return text[:LONGEST].encode("utf-8", "replace")


class _Words(HTMLParser):
    """What a reader of a page sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See HTMLParser."""
        self._unseen += tag in _UNSEEN
        self.found.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """See HTMLParser."""
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        self.found.append(" ")

    def handle_data(self, data: str) -> None:
        """See HTMLParser."""
        if not self._unseen:
            self.found.append(data)
