"""An account's copies of the messages of a batch: one a message, wherever the server keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from spindle.archive.actions.aside import settle
from spindle.archive.bulk import Lookup
from spindle.archive.models import Delivery
from spindle.archive.places import matters_more
from spindle.channels.contract import Direction, IncomingMessage, Place
from spindle.channels.models import AccountMember
from spindle.ingest.rows import DELIVERIES, UNREAD

_IDS: Lookup[tuple[int, int, int]] = Lookup(Delivery, "entry_id", ("id", "entry_id", "account_id"))
_KNOWN: Lookup[tuple[int, int, int, str, int | None]] = Lookup(
    Delivery, "entry_id", ("id", "entry_id", "account_id", "place", "moved_by_id")
)
_NEVER_UNREAD = {Place.SENT, Place.DRAFTS, Place.TRASH}


@dataclass(slots=True)
class _Copy:
    """A copy that this batch brings."""

    place: Place
    seen: bool
    answered: bool
    incoming: bool

    @property
    def unread(self) -> bool:
        return self.incoming and not self.seen and self.place not in _NEVER_UNREAD


@dataclass(slots=True)
class Copies:
    """What of a batch the account has already, and what is new to it."""

    account_id: int
    # Accounts that have a copy already, by entry.
    accounts: dict[int, set[int]] = field(default_factory=dict)
    # This account's copies that are in the database, by entry: (id, place, moved by a member).
    kept: dict[int, tuple[int, str, bool]] = field(default_factory=dict)
    new: dict[int, _Copy] = field(default_factory=dict)
    moved: dict[int, Place] = field(default_factory=dict)
    # Entries that stood where nothing is unread, and have come in unread since.
    turned_unread: set[int] = field(default_factory=set)

    @property
    def sent(self) -> set[int]:
        """Entries that were drafts until now."""
        return {entry for entry in self.moved if self.kept[entry][1] == Place.DRAFTS}

    def load(self, entry_ids: Iterable[int]) -> None:
        """Look up the copies of entries that are archived already. One SELECT."""
        for pk, entry, account, place, mover in _KNOWN.run(entry_ids):
            self.accounts.setdefault(entry, set()).add(account)
            if account == self.account_id:
                self.kept[entry] = pk, place, mover is not None

    def add(self, entry_id: int, message: IncomingMessage) -> None:
        """Note the account's copy; of two, the place that matters more, unless a member moved it."""
        if entry_id in self.kept:
            _, place, moved = self.kept[entry_id]
            if not moved and matters_more(message.place, self.moved.get(entry_id, place)):
                self.moved[entry_id] = message.place
                self._note_unread(entry_id, message, before=place)
        elif copy := self.new.get(entry_id):
            copy.place = message.place if matters_more(message.place, copy.place) else copy.place
            copy.seen |= message.seen
            copy.answered |= message.answered
        else:
            incoming = message.direction == Direction.IN
            self.new[entry_id] = _Copy(message.place, message.seen, message.answered, incoming)

    def _note_unread(self, entry_id: int, message: IncomingMessage, *, before: str) -> None:
        unread = message.direction == Direction.IN and not message.seen
        if unread and before in _NEVER_UNREAD and message.place not in _NEVER_UNREAD:
            self.turned_unread.add(entry_id)

    def places(self, entry_id: int) -> list[str]:
        """Where the new copy of a new entry stands."""
        return [self.new[entry_id].place.value]

    def write(self, conversations: dict[int, int]) -> dict[int, int]:
        """Insert and move; the id of the account's copy by entry. `conversations` has those of all entries."""
        DELIVERIES.run([
            (self.account_id, entry, conversations[entry], copy.place.value, "", None, None, copy.seen, copy.answered)
            for entry, copy in self.new.items()
        ])  # fmt: skip
        for entry, place in self.moved.items():
            pk, before, _ = self.kept[entry]
            Delivery.objects.filter(pk=pk).update(place=place, place_before=before)
        self._write_unread()
        settle([*self.moved, *(self.new.keys() & self.accounts.keys())], by=None)
        return self._ids()

    def _write_unread(self) -> None:
        """Unread for the account's members, but not for who had the entry by another account already."""
        members: dict[int, set[int]] = {}
        for account, member in AccountMember.objects.values_list("account_id", "member_id"):
            members.setdefault(account, set()).add(member)
        mine = members.get(self.account_id, set())
        unread = {entry for entry, copy in self.new.items() if copy.unread}
        UNREAD.run([
            (member, entry)
            for entry in unread | self.turned_unread
            for member in mine.difference(
                *(members.get(a, set()) for a in self.accounts.get(entry, ()) if a != self.account_id)
            )
        ])  # fmt: skip

    def _ids(self) -> dict[int, int]:
        found = {entry: pk for entry, (pk, _, _) in self.kept.items()}
        return found | {entry: pk for pk, entry, account in _IDS.run(self.new) if account == self.account_id}
