"""Text of office files that are zipped XML (OOXML, ODF), in the child: unpacked in small pieces, up to a limit."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from spindle.archive.files.refusals import Refusal, Refused

MOST_ENTRIES = 5000
MOST_PARTS = 300
LARGEST_PART = 100_000_000
_PIECE = 64 * 1024
# An OLE file where a zip should be: office programs write those with a password.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BREAKS = frozenset(
    [
        "p",
        "br",
        "tab",
        "cr",
        "tr",
        "tc",
        "row",
        "c",
        "si",
        "h",
        "list-item",
        "table-row",
        "table-cell",
        "s",
        "line-break",
        "a:p",
        "a:br",
    ]
)
_PARTS = (
    re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml\Z"),
    re.compile(r"xl/(?:sharedStrings|worksheets/sheet\d+|comments\d*)\.xml\Z"),
    re.compile(r"ppt/(?:slides/slide\d+|notesSlides/notesSlide\d+)\.xml\Z"),
    re.compile(r"content\.xml\Z"),
)
_NUMBER = re.compile(r"\d+")


def text(data: bytes, most: int) -> str:
    """The words of a document, sheet or presentation, at most so many characters."""
    if data.startswith(_OLE):
        raise Refused(Refusal.LOCKED)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return _words(file, most)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ValueError,
        expat.ExpatError,
    ) as error:
        raise Refused(Refusal.DAMAGED) from error


def _words(file: zipfile.ZipFile, most: int) -> str:
    infos = file.infolist()
    if len(infos) > MOST_ENTRIES:
        raise Refused(Refusal.LARGE)
    parts = sorted((one for one in infos if _is_part(one.filename)), key=lambda one: _order(one.filename))
    if not parts:
        raise Refused(Refusal.DAMAGED)
    if any(one.flag_bits & 1 for one in parts):
        raise Refused(Refusal.LOCKED)
    reader = _Reader(most)
    for one in parts[:MOST_PARTS]:
        with file.open(one) as stream:
            reader.read(stream, in_sheet="/worksheets/" in one.filename)
        if reader.full:
            break
    return "".join(reader.found)


def _is_part(name: str) -> bool:
    return any(pattern.match(name) for pattern in _PARTS)


def _order(name: str) -> tuple[str, int]:
    """Slide 2 before slide 10."""
    number = _NUMBER.search(name.rpartition("/")[2])
    return _NUMBER.sub("", name), int(number.group()) if number else 0


class _Reader:
    """Gathers character data; entities of its own a part may not have."""

    def __init__(self, most: int) -> None:
        self.found: list[str] = []
        self._left = most
        self._in_sheet = False
        self._in_value = self._is_number = False

    @property
    def full(self) -> bool:
        """Enough is read."""
        return self._left <= 0

    def read(self, stream: IO[bytes], *, in_sheet: bool) -> None:
        """All of a part, or as much as is wanted. Raises Refused for a bomb."""
        self._in_sheet = in_sheet
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.EntityDeclHandler = _refuse
        parser.buffer_text = True
        total = 0
        for piece in _pieces(stream):
            total += len(piece)
            if total > LARGEST_PART:
                raise Refused(Refusal.LARGE)
            parser.Parse(piece, False)
            if self.full:
                return
        parser.Parse(b"", True)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        bare = name.rpartition(":")[2]
        if self._in_sheet and bare == "c":
            # A cell of kind "s" holds the number of a shared string, which is read where it stands.
            self._is_number = attributes.get("t") == "s"
        self._in_value = bare == "v"

    def _end(self, name: str) -> None:
        bare = name.rpartition(":")[2]
        self._in_value = False
        if bare in _BREAKS:
            self._add("\n" if bare in ("p", "row", "tr", "table-row", "h") else " ")

    def _data(self, data: str) -> None:
        if not (self._in_sheet and self._in_value and self._is_number):
            self._add(data)

    def _add(self, words: str) -> None:
        if self._left > 0:
            self.found.append(words[: self._left])
            self._left -= len(words)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def _refuse(*_declared: object) -> None:
    raise Refused(Refusal.DAMAGED)
