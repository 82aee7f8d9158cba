"""Where there is no mail server: the same messages go straight into the archive, parsed as the synchronisation does."""

from collections.abc import Callable, Iterable, Sequence

from django.utils.timezone import now

from spindle.channels.models import Account
from spindle.ingest.receive import receive
from spindle.mail.models import Folder
from spindle.mail.parsing import parse
from spindle.mail.sync.incoming import SEEN, Arrival, incoming
from spindle.mail.sync.own import own_addresses
from tools.demo.letters import Letter
from tools.demo.playing import BOXES

PLACES = {"inbox": "inbox", "archive": "finished", "sent": "sent", "spam": "spam", "trash": "trash"}
BATCH = 100


def fill(letters: Sequence[Letter], compose: Callable[[Letter], bytes], tell: Callable[[int], None]) -> None:
    """Archive all letters, the newest first; `tell` hears how many are there."""
    done = 0
    for box in BOXES:
        account = Account.objects.get(address=BOXES[box])
        for folder in PLACES:
            there = [letter for letter in reversed(letters) if _lies(letter, box, folder)]
            for start in range(0, len(there), BATCH):
                part = there[start : start + BATCH]
                _receive(account, box, folder, part, compose)
                done += len(part)
                tell(done)


def deliver(letter: Letter, raw: bytes) -> None:
    """One new message, unread."""
    for copy in letter.copies:
        account = Account.objects.get(address=BOXES[copy.box])
        _receive(account, copy.box, "inbox", [letter], lambda _letter: raw, seen=False)


def _lies(letter: Letter, box: str, folder: str) -> bool:
    return any((copy.box, copy.folder) == (box, folder) for copy in letter.copies)


def _receive(
    account: Account, box: str, folder: str, letters: Iterable[Letter], compose: Callable[[Letter], bytes], *,
    seen: bool | None = None,
) -> None:  # fmt: skip
    place = Folder(pk=1 + list(PLACES).index(folder), uid_validity=1, place=PLACES[folder])
    own, moment = own_addresses(), now()
    messages = []
    for letter in letters:
        raw = compose(letter)
        read = any(copy.seen for copy in letter.copies if copy.box == box) if seen is None else seen
        uid = int(letter.message_id[:12], 16)
        arrival = Arrival(uid, frozenset({SEEN} if read else ()), letter.at, raw, len(raw))
        messages.append(incoming(arrival, parse(raw), folder=place, own=own, now=moment))
    receive(account, messages)
