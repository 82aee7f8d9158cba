"""One response of the server: its text, its literals, and what a status line says (RFC 9051 §7)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from spindle.mail.imap.errors import Broken, Malformed, server_words

Value = bytes | None | list["Value"]

_STATUS = re.compile(
    rb"(OK|NO|BAD|BYE|PREAUTH)(?: +\[([^\]\s]+)(?: ([^\]]*))?\])? ?(.*)", re.IGNORECASE | re.DOTALL
)
_KIND = re.compile(rb"\* (?:\d+ )?([A-Za-z0-9-]+)")
_TOKEN = re.compile(rb' *(?:(\()|(\))|"((?:[^"\\]|\\.)*)"|~?\{(\d+)\}|([^\s()"{]+))', re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
DEEPEST = 50


@dataclass(slots=True)
class Response:
    """`segments` are the pieces of text, each but the last ending in the {n} of the literal that follows it."""

    segments: list[bytes]
    literals: list[bytes]
    # FETCH, EXISTS, VANISHED, OK, ...; empty for a continuation or a tagged line. Asked for several times each.
    kind: bytes = field(init=False)

    def __post_init__(self) -> None:
        match = _KIND.match(self.segments[0])
        self.kind = match[1].upper() if match else b""

    @property
    def text(self) -> bytes:
        """All text, the literals left out."""
        return self.segments[0] if len(self.segments) == 1 else b"".join(self.segments)

    @property
    def number(self) -> int:
        """The number of `* 12 EXISTS`. Malformed if there is none."""
        word = self.segments[0].split(b" ", 2)[1]
        if not word.isdigit() or len(word) > 12:
            raise Malformed(server_words(self.segments[0]))
        return int(word)


@dataclass(frozen=True, slots=True)
class Status:
    """OK, NO, BAD, BYE or PREAUTH with its response code and text."""

    word: str
    code: str | None
    argument: bytes
    text: str


def status(line: bytes) -> Status:
    """Reads what stands behind the tag or the star. Broken if it is no status."""
    match = _STATUS.match(line)
    if match is None:
        raise Broken(server_words(line))
    code = server_words(match[2]).upper() if match[2] else None
    return Status(
        match[1].decode().upper(), code, match[3] or b"", server_words(match[4]) or server_words(line)
    )


def values(response: Response, start: int) -> list[Value]:
    """The parenthesised lists, strings, literals and atoms from `start` on; NIL is None. Malformed if unbalanced."""
    text, literals = response.text, iter(response.literals)
    stack: list[list[Value]] = [[]]
    position = start
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            if not text[position:].strip():
                break
            raise Malformed(server_words(text))
        position = match.end()
        _place(match, stack, literals, text)
    if len(stack) != 1:
        raise Malformed(server_words(text))
    return stack[0]


def _place(match: re.Match[bytes], stack: list[list[Value]], literals: Iterator[bytes], text: bytes) -> None:
    opens, closes, quoted, literal, atom = match.groups()
    if opens:
        stack.append([])
    elif closes:
        if len(stack) == 1:
            raise Malformed(server_words(text))
        inner = stack.pop()
        stack[-1].append(inner)
    elif quoted is not None:
        stack[-1].append(_ESCAPED.sub(rb"\1", quoted))
    elif literal is not None:
        stack[-1].append(next(literals, b""))
    else:
        stack[-1].append(None if atom.upper() == b"NIL" else atom)
    if len(stack) > DEEPEST:
        raise Malformed(server_words(text))
