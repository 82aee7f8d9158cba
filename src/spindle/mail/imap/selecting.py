"""SELECT, and what it tells of the time since: by QRESYNC, else CONDSTORE, else nothing (RFC 7162)."""

from dataclasses import dataclass, replace

from spindle.mail.imap.errors import Malformed
from spindle.mail.imap.events import vanished
from spindle.mail.imap.fetched import read_fetched
from spindle.mail.imap.fetching import LONGEST_SET
from spindle.mail.imap.names import folder_argument
from spindle.mail.imap.responses import Response, Status, status
from spindle.mail.imap.state import FolderState, UidRanges
from spindle.mail.imap.wire import Answer, Wire


@dataclass(frozen=True, slots=True)
class FlagChange:
    """The flags of a message as they are now."""

    uid: int
    flags: frozenset[str]
    modseq: int | None = None


@dataclass(frozen=True, slots=True)
class Selected:
    """A folder as the server sees it now.

    `uidvalidity` None: the server has none that holds (0 or missing), so match by headers. `uidnext` None: untold.
    `vanished` and `changed` since the state given: None means "not told, compare yourself", empty means "none".
    Both count only while `uidvalidity` is that of the state.
    """

    uidvalidity: int | None
    uidnext: int | None
    highestmodseq: int | None
    exists: int
    vanished: UidRanges | None = None
    changed: tuple[FlagChange, ...] | None = None


def select(
    wire: Wire, folder: str | bytes, *, known: FolderState | None, qresync: bool, condstore: bool
) -> Selected:
    """Select a folder. CommandRefused if there is none of that name (nothing is selected then)."""
    name = folder_argument(folder)
    asks = known is not None and bool(known.modseq and known.uidvalidity)
    if known is not None and asks and qresync:
        answer = wire.run(b"SELECT", name, _qresync(known))
    elif condstore and not qresync:
        answer = wire.run(b"SELECT", name, b"(CONDSTORE)")
    else:
        answer = wire.run(b"SELECT", name)
    selected = _selected(answer)
    if known is None or not asks or not qresync or selected.uidvalidity != known.uidvalidity:
        return selected
    try:
        return _with_changes(selected, answer, known) if selected.highestmodseq else selected
    except Malformed:
        # Some servers send a VANISHED that is none: then it is for the caller to compare.
        return selected


def flag_change(response: Response) -> FlagChange | None:
    """The change in a FETCH answer; None if it tells no UID or no flags. Malformed if it is garbage."""
    fetched = read_fetched(response)
    if not fetched.uid or fetched.flags is None:
        return None
    return FlagChange(fetched.uid, fetched.flags, fetched.modseq)


def _qresync(known: FolderState) -> bytes:
    uids = str(known.known)
    # Without the set the server takes all UIDs below UIDNEXT for known, which is right too, only longer.
    tail = f" {uids}" if uids and len(uids) <= LONGEST_SET else ""
    return f"(QRESYNC ({known.uidvalidity} {known.modseq}{tail}))".encode()


def _selected(answer: Answer) -> Selected:
    codes = _codes(answer)
    counts = [response.number for response in answer.of(b"EXISTS")]
    modseq = None if "NOMODSEQ" in codes else _number(codes.get("HIGHESTMODSEQ"))
    return Selected(
        uidvalidity=_number(codes.get("UIDVALIDITY")),
        uidnext=_number(codes.get("UIDNEXT")),
        highestmodseq=modseq,
        exists=counts[-1] if counts else 0,
    )


def _codes(answer: Answer) -> dict[str, bytes]:
    lines = [status(response.segments[0][2:]) for response in answer.of(b"OK")]
    said: list[Status] = [*lines, answer.ok]
    return {line.code: line.argument for line in said if line.code is not None}


def _number(argument: bytes | None) -> int | None:
    """A positive number, None for 0, garbage or nothing."""
    text = (argument or b"").strip()
    return int(text) or None if text.isdigit() and len(text) <= 20 else None


def _with_changes(selected: Selected, answer: Answer, known: FolderState) -> Selected:
    gone = UidRanges()
    for response in answer.of(b"VANISHED"):
        gone |= vanished(response)
    changes = [change for response in answer.of(b"FETCH") if (change := flag_change(response)) is not None]
    return replace(selected, vanished=gone & known.known, changed=tuple(changes))


def with_changed(selected: Selected, changed: tuple[FlagChange, ...] | None) -> Selected:
    """The same, with flags that were asked for separately; None: not told, and so is what vanished."""
    return replace(selected, changed=changed, vanished=None if changed is None else selected.vanished)
