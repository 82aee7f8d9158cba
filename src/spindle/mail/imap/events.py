"""What a server tells without being asked (RFC 9051 §7, RFC 7162 §3.2.10): new, changed and vanished messages."""

from dataclasses import dataclass
from enum import StrEnum

from spindle.mail.imap.errors import Malformed, server_words
from spindle.mail.imap.fetched import read_fetched
from spindle.mail.imap.responses import Response
from spindle.mail.imap.state import UidRanges

NONE = UidRanges()


class EventKind(StrEnum):
    """EXISTS: look for new mail. EXPUNGED: something went, compare. VANISHED: these UIDs went. FLAGS: read them."""

    EXISTS = "exists"
    EXPUNGED = "expunged"
    VANISHED = "vanished"
    FLAGS = "flags"


@dataclass(frozen=True, slots=True)
class IdleEvent:
    """One piece of news about the selected folder. `exists`: how many messages there are now.

    `uids` is empty where the server told only a sequence number; `flags` is None where it did not tell them.
    A VANISHED must be kept at once: no later CHANGEDSINCE repeats it.
    """

    kind: EventKind
    exists: int | None = None
    uids: UidRanges = NONE
    flags: frozenset[str] | None = None
    modseq: int | None = None


def event(response: Response) -> IdleEvent | None:
    """The news in an untagged response, None if it has none. Malformed if it is garbage."""
    kind = response.kind
    if kind == b"EXISTS":
        return IdleEvent(EventKind.EXISTS, exists=response.number)
    if kind == b"EXPUNGE":
        return IdleEvent(EventKind.EXPUNGED)
    if kind == b"VANISHED":
        return IdleEvent(EventKind.VANISHED, uids=vanished(response))
    if kind == b"FETCH":
        fetched = read_fetched(response)
        uids = UidRanges.of([fetched.uid] if fetched.uid else [])
        return IdleEvent(EventKind.FLAGS, uids=uids, flags=fetched.flags, modseq=fetched.modseq)
    return None


def vanished(response: Response) -> UidRanges:
    """The UIDs of VANISHED or VANISHED (EARLIER)."""
    return uid_set(response.text.rsplit(b" ", 1)[-1])


def uid_set(raw: bytes) -> UidRanges:
    """A set of UIDs from the wire. Malformed if it is none."""
    try:
        return UidRanges.parse(raw.decode("ascii", "replace"))
    except ValueError as error:
        raise Malformed(server_words(raw)) from error
