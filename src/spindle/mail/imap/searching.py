"""UID SEARCH, compact where the server can (ESEARCH, RFC 4731)."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Protocol

from spindle.mail.imap.errors import Malformed, server_words
from spindle.mail.imap.events import uid_set
from spindle.mail.imap.responses import Response
from spindle.mail.imap.state import UidRanges
from spindle.mail.imap.wire import Answer


class Run(Protocol):
    """Runs a command; the responses of kind `takes` are the caller's."""

    def __call__(self, *parts: bytes, takes: bytes = b"") -> Answer: ...


def search(run: Run, criterion: bytes, *, extended: bool) -> UidRanges:
    """The UIDs that match. Malformed if the answer is no list of UIDs: an empty one would read as "all gone"."""
    if extended:
        answer = run(b"UID SEARCH RETURN (ALL)", criterion, takes=b"ESEARCH")
        return _union(_extended(response) for response in answer.of(b"ESEARCH"))
    answer = run(b"UID SEARCH", criterion, takes=b"SEARCH")
    return _union(_plain(response) for response in answer.of(b"SEARCH"))


def _union(sets: Iterator[UidRanges]) -> UidRanges:
    found = list(sets)
    if not found:
        raise Malformed("no answer to a search")
    return reduce(or_, found)


def _extended(response: Response) -> UidRanges:
    words = response.text.split()
    if b"ALL" not in words[:-1]:
        return UidRanges()
    return uid_set(words[words.index(b"ALL") + 1])


def _plain(response: Response) -> UidRanges:
    text = response.text[len(b"* SEARCH") :].partition(b"(")[0]
    try:
        return UidRanges.parse(",".join(word.decode("ascii") for word in text.split()))
    except ValueError as error:
        raise Malformed(server_words(response.text)) from error
