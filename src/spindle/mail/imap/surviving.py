"""Fetching in spite of a message that the server cannot hand over: halve down to the one, name it, keep the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spindle.mail.imap.errors import Broken, Gone, TimedOut
from spindle.mail.imap.fetched import Fetched
from spindle.mail.imap.fetching import Batch, Part

if TYPE_CHECKING:
    from spindle.mail.imap.session import Session

_FATAL = (Broken, Gone, TimedOut)
# Alone and on a fresh connection; a network that fails twice in a row fails at reopening too.
TRIES = 2


@dataclass(frozen=True, slots=True)
class Unfetchable:
    """A message that did not come, alone and repeatedly. `exists` False: the server says it is not there any more."""

    uid: int
    reason: str
    exists: bool


def fetch_surviving(session: "Session", uids: Sequence[int], part: Part) -> Iterator[Fetched | Unfetchable]:
    """Each of `uids` once, as Fetched or Unfetchable. Reconnects by `session.reopen()` when an answer broke the stream.

    Raises what `reopen` raises: then it is the network or the account, not a message.
    """
    todo = [tuple(uids)]
    while todo:
        asked = todo.pop()
        if not asked:
            continue
        batch = _attempt(session, asked, part)
        yield from batch.fetched
        if len(batch.missing) == 1:
            yield from _alone(session, batch.missing[0], part)
        else:
            middle = len(batch.missing) // 2
            todo += [batch.missing[middle:], batch.missing[:middle]]


def _alone(session: "Session", uid: int, part: Part) -> Iterator[Fetched | Unfetchable]:
    reason = ""
    for _ in range(TRIES):
        batch = _attempt(session, (uid,), part)
        if batch.fetched:
            yield batch.fetched[0]
            return
        reason = batch.reason or reason
    exists = session.has(uid)
    yield Unfetchable(uid, reason or ("the server gave no text" if exists else "not there"), exists)


def _attempt(session: "Session", uids: tuple[int, ...], part: Part) -> Batch:
    """One FETCH; a broken stream becomes a batch in which all are missing, on a fresh connection."""
    try:
        (batch,) = session.fetch_batches([uids], part)
    except _FATAL as error:
        session.reopen()
        return Batch(uids, [], uids, str(error) or type(error).__name__)
    return batch
