"""Our own lean reader of FETCH answers: one regular expression an item, on the text around the literals.

IMAPClient's lexer walks every byte in Python (11 s for 50,000 messages against 1.4 s, measured/sync.md §2). What
this one does not know goes to IMAPClient's parser, so that it may stay this small.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from imapclient.exceptions import ProtocolError
from imapclient.response_parser import parse_fetch_response

from spindle.mail.imap.errors import Malformed, server_words
from spindle.mail.imap.names import decode
from spindle.mail.imap.responses import Response
from spindle.mail.imap.search import MONTHS

_HEAD = re.compile(rb"\* \d+ FETCH \(")
_STRING = rb'"((?:[^"\\]|\\.)*)"'
_ITEM = re.compile(
    rb" ?(?:"
    rb"(UID|RFC822\.SIZE|X-GM-MSGID|X-GM-THRID) (\d{1,20})"
    rb'|FLAGS \(([^()"{]*)\)'
    rb'|INTERNALDATE "([^"]*)"'
    rb"|MODSEQ \((\d{1,20})\)"
    rb'|BODY\[[^\]"{]*\](?:<\d+>)? (?:~?\{(\d+)\}|(NIL)|' + _STRING + rb")"
    rb'|X-GM-LABELS \(((?:[^()"{]|"(?:[^"\\]|\\.)*")*)\)'
    rb")(?=[ )])",
    re.DOTALL,
)
_NUMBER, _FLAGS, _DATE, _MODSEQ, _LITERAL, _NIL, _QUOTED, _LABELS = range(2, 10)
_LABEL = re.compile(rb'"((?:[^"\\]|\\.)*)"|([^\s"]+)', re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_WHEN = re.compile(r" ?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\Z", re.ASCII)
_MONTH = {name.upper(): number for number, name in enumerate(MONTHS, start=1)}
# What a parser made for honest servers throws at garbage.
_GARBAGE = (
    ProtocolError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(slots=True)
class Fetched:
    """One message as FETCH gave it. `raw` is the part that was asked for, None if the answer had none.

    `internal_date` is aware, None if missing or impossible; `flags` as on the wire ("\\Seen").
    `gmail_id`, `gmail_thread`, `labels`: X-GM-EXT-1, on Gmail only.
    """

    uid: int
    flags: frozenset[str] | None = None
    internal_date: dt.datetime | None = None
    size: int | None = None
    modseq: int | None = None
    raw: bytes | None = None
    gmail_id: int | None = None
    gmail_thread: int | None = None
    labels: tuple[str, ...] = ()


def read_fetched(response: Response) -> Fetched:
    """One FETCH answer; uid 0 if it names none. Malformed if neither reader makes sense of it."""
    fetched = _lean(response)
    return fetched if fetched is not None else _thorough(response)


def _lean(response: Response) -> Fetched | None:
    text = response.text
    head = _HEAD.match(text)
    if head is None:
        return None
    fetched = Fetched(0)
    position, literal = head.end(), 0
    while (match := _ITEM.match(text, position)) is not None:
        group = match.lastindex or 0
        if group == _LITERAL:
            fetched.raw = response.literals[literal]
            literal += 1
        else:
            _set(fetched, group, match)
        position = match.end()
    return fetched if text[position:] == b")" and literal == len(response.literals) else None


def _set(fetched: Fetched, group: int, match: re.Match[bytes]) -> None:
    value = match[group]
    if group == _NUMBER:
        _set_number(fetched, match[1], int(value))
    elif group == _FLAGS:
        fetched.flags = _flags(value)
    elif group == _DATE:
        fetched.internal_date = read_date(value)
    elif group == _MODSEQ:
        fetched.modseq = int(value)
    elif group == _QUOTED:
        fetched.raw = _ESCAPED.sub(rb"\1", value)
    elif group == _LABELS:
        fetched.labels = tuple(
            decode(_ESCAPED.sub(rb"\1", quoted) if quoted else atom) for quoted, atom in _LABEL.findall(value)
        )


def _set_number(fetched: Fetched, name: bytes, value: int) -> None:
    if name == b"UID":
        fetched.uid = value
    elif name == b"RFC822.SIZE":
        fetched.size = value
    elif name == b"X-GM-MSGID":
        fetched.gmail_id = value
    else:
        fetched.gmail_thread = value


@lru_cache(maxsize=1024)
def _flags(text: bytes) -> frozenset[str]:
    return frozenset(text.decode("ascii", "replace").split())


def read_date(text: bytes) -> dt.datetime | None:
    """INTERNALDATE (RFC 9051 date-time), aware; None for a date that does not exist."""
    match = _WHEN.match(text.decode("ascii", "replace"))
    if match is None or match[2].upper() not in _MONTH:
        return None
    day, month, year, hour, minute, second, sign, zone_hours, zone_minutes = match.groups()
    offset = int(zone_hours) * 60 + int(zone_minutes)
    try:
        zone = dt.timezone(dt.timedelta(minutes=-offset if sign == "-" else offset))
        return dt.datetime(
            int(year), _MONTH[month.upper()], int(day), int(hour), int(minute), int(second), tzinfo=zone
        )
    except ValueError:
        return None


def _thorough(response: Response) -> Fetched:
    try:
        found = parse_fetch_response(_as_imaplib(response), normalise_times=False, uid_is_key=False)
        (items,) = found.values()
        return _from_items(cast("dict[bytes, object]", items))
    except _GARBAGE as error:
        raise Malformed(server_words(response.text)) from error


def _as_imaplib(response: Response) -> list[bytes | tuple[bytes, bytes]]:
    """The shape that IMAPClient's parser reads: without `* ` and FETCH, a pair for each literal."""
    first = re.sub(rb"\A\* (\d+) FETCH ", rb"\1 ", response.segments[0], flags=re.IGNORECASE)
    segments = [first, *response.segments[1:]]
    pairs: list[bytes | tuple[bytes, bytes]] = list(zip(segments, response.literals, strict=False))
    return [*pairs, segments[-1]]


def _from_items(items: dict[bytes, object]) -> Fetched:
    date, flags = items.get(b"INTERNALDATE"), items.get(b"FLAGS")
    modseq = items.get(b"MODSEQ")
    return Fetched(
        uid=_whole(items.get(b"UID")) or 0,
        flags=frozenset(_word(flag) for flag in flags) if isinstance(flags, tuple) else None,
        internal_date=date if isinstance(date, dt.datetime) else None,
        size=_whole(items.get(b"RFC822.SIZE")),
        modseq=_whole(modseq[0]) if isinstance(modseq, tuple) and modseq else None,
        raw=_body(items),
        gmail_id=_whole(items.get(b"X-GM-MSGID")),
        gmail_thread=_whole(items.get(b"X-GM-THRID")),
        labels=_labels(items.get(b"X-GM-LABELS")),
    )


def _body(items: dict[bytes, object]) -> bytes | None:
    for name, value in items.items():
        if name.startswith(b"BODY[") or name in {b"RFC822", b"RFC822.HEADER"}:
            return _bytes(value)
    return None


def _labels(value: object) -> tuple[str, ...]:
    if not isinstance(value, tuple):
        return ()
    return tuple(decode(raw) for label in value if (raw := _bytes(label)) is not None)


def _bytes(value: object) -> bytes | None:
    # IMAPClient turns a string of digits into a number.
    if isinstance(value, int):
        return str(value).encode()
    return value if isinstance(value, bytes) else None


def _word(value: object) -> str:
    return (_bytes(value) or b"").decode("ascii", "replace")


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
