"""The parts of a message that is written as the book says (RFC 5322, 2045, 2046), found without the library.

Nine mails in ten are; the library takes most of the time of reading one. Whatever is unusual here gives None, and the
library judges it (`structure.parsed_by_library`); a test holds that both find the same.
"""

import re
from dataclasses import dataclass

from spindle.mail.parsing.skeleton import Span

Headers = dict[str, list[str]]

_MOST_HEADER_BYTES = 64 * 1024
_DEEPEST, _MOST_PARTS = 8, 100

_FIELD = rb"[!-9;-~]++:[^\r\n]*+\r?\n(?:[ \t][^\r\n]*+\r?\n)*+"
_BLOCK = re.compile(rb"(?:" + _FIELD + rb")*+(?=\r?\n)")
_ONE = re.compile(r"([!-9;-~]++):[ \t]*+([^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+)")
_WANTED_NAMES = """
    from to cc bcc reply-to sender subject date message-id in-reply-to references return-path list-id precedence
    auto-submitted mime-version received
    """
_WANTED = frozenset(_WANTED_NAMES.split())
_TYPE = re.compile(r"([A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+)\s*(?:;|\Z)")
_BOUNDARY = re.compile(
    r""";\s*boundary=(?:"([\w'()+,./:=?$@&~#!%*|^{}-]+)"|([^\s;"()<>\\]+))\s*(?:;|\Z)""",
    re.IGNORECASE | re.ASCII,
)
_AFTER_BOUNDARY = re.compile(rb"(--)?[ \t]*(?:\r?\n|\Z)")
_HARMLESS_ENCODINGS = frozenset({"", "7bit", "8bit", "binary"})


class Unusual(Exception):
    """This message is for the library."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part as found: its headers by lower-case name, and its parts or the place of its content."""

    headers: Headers
    content: "Span | list[Part]"
    # Where the content begins in the raw message.
    body: int

    def get_default_type(self) -> str:
        """What a part without Content-Type is."""
        return "text/plain"


def quick_part(raw: bytes) -> Part | None:
    """The message as a whole, or None when it is the library's to read."""
    # A lone CR is a line end to the library: before dashes it could end a part.
    if b"\r--" in raw:
        return None
    try:
        return _Reader(raw).part(0, len(raw), len(raw), depth=0)
    except Unusual:
        return None


class _Reader:
    """Reads one message."""

    __slots__ = ("_count", "_raw")

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._count = 0

    def part(self, start: int, end: int, limit: int, *, depth: int) -> Part:
        """The part from `start`, whose content ends at `end`; its headers may reach to `limit`, a line end further."""
        self._count += 1
        if depth > _DEEPEST or self._count > _MOST_PARTS:
            raise Unusual
        block = _BLOCK.match(self._raw, start, limit)
        if block is None or block.end() - start > _MOST_HEADER_BYTES or (depth == 0 and block.end() == start):
            raise Unusual
        body = block.end() + (2 if self._raw[block.end()] == 13 else 1)
        headers = _headers(block.group())
        written = headers.get("content-type")
        kind = _TYPE.match(written[0]) if written else None
        if written and kind is None:
            raise Unusual
        name = kind[1].lower() if kind else "text/plain"
        if name.startswith("multipart/"):
            return Part(headers, self._parts(headers, name, body, end, depth=depth), body)
        return Part(headers, self._span(name, body, end), body)

    def _span(self, kind: str, body: int, end: int) -> Span:
        if kind.startswith("message/") or self._raw.startswith(b"--", body):
            raise Unusual
        if end <= body:
            return Span(-1, 0)
        if end - body <= 2:
            raise Unusual
        return Span(body, end - body)

    def _parts(self, headers: Headers, kind: str, body: int, end: int, *, depth: int) -> list[Part]:
        encoding = headers.get("content-transfer-encoding", [""])[0]
        if kind == "multipart/digest" or encoding.lower() not in _HARMLESS_ENCODINGS:
            raise Unusual
        places = self._places(_boundary(headers["content-type"][0]), body, end)
        return [
            self.part(start, stop - self._line_end(stop), stop, depth=depth + 1) for start, stop in places
        ]

    def _places(self, boundary: bytes, body: int, end: int) -> list[tuple[int, int]]:
        """From behind each boundary line to the next one; the last of them closes."""
        mark = b"--" + boundary
        found: list[tuple[int, int]] = []
        start = -1
        closed = False
        at = self._raw.find(mark, body, end)
        while at >= 0:
            following = at + len(mark)
            if at == body or self._raw[at - 1] == 10:
                line = _AFTER_BOUNDARY.match(self._raw, following, end)
                if line is None or closed:
                    raise Unusual
                if start >= 0:
                    found.append((start, at))
                start, following, closed = line.end(), line.end(), line[1] is not None
            # Two boundary lines that follow each other share the line end between them.
            at = self._raw.find(mark, following, end)
        if not closed or not found:
            raise Unusual
        return found

    def _line_end(self, position: int) -> int:
        """The length of the line end before `position`."""
        return 2 if self._raw[position - 2 : position] == b"\r\n" else 1


def _headers(block: bytes) -> Headers:
    """The raw values by lower-case name, of those that anybody reads; of Received the topmost."""
    found: Headers = {}
    for written, value in _ONE.findall(block.decode("ascii", "surrogateescape")):
        name = written.lower()
        if name in _WANTED or name.startswith("content-"):
            if name not in found:
                found[name] = [value]
            elif name != "received":
                found[name].append(value)
    return found


def _boundary(written: str) -> bytes:
    """The boundary in a Content-Type that leaves no doubt."""
    match = _BOUNDARY.search(written)
    if match is None or written.lower().count("boundary") != 1 or written[: match.start()].count('"') % 2:
        raise Unusual
    name = match[1] or match[2]
    if name.endswith("--") or not name.isascii() or len(name) > 200:
        raise Unusual
    return name.encode("ascii")
