"""An IMAP session: connected, signed in, extensions enabled, one folder selected at a time."""

import datetime as dt
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO, Self

from spindle.mail.imap import fetching, searching, selecting, watching
from spindle.mail.imap.dial import dial
from spindle.mail.imap.endpoint import Credentials, Endpoint
from spindle.mail.imap.errors import CommandRefused, Gone, ImapError, Malformed, server_words
from spindle.mail.imap.events import IdleEvent, event
from spindle.mail.imap.fetched import Fetched
from spindle.mail.imap.fetching import LONGEST_SET, Batch, Part
from spindle.mail.imap.places import FolderInfo, read_folder, with_places
from spindle.mail.imap.responses import Response, Value, values
from spindle.mail.imap.search import ALL, uid
from spindle.mail.imap.selecting import FlagChange, Selected
from spindle.mail.imap.sign_in import sign_in
from spindle.mail.imap.state import EVERY, LARGEST_UID, FolderState, UidRanges
from spindle.mail.imap.surviving import Unfetchable, fetch_surviving
from spindle.mail.imap.watching import Wake
from spindle.mail.imap.wire import Answer, Wire

# RFC 2177 allows 29 minutes; home routers forget a silent connection after far less.
RENEW_SECONDS = 9 * 60.0
POLL_SECONDS = 60.0
# So many of the newest messages tell whether a folder without UIDVALIDITY is the same one.
TELLING = 20

Heads = dict[int, tuple[dt.datetime | None, int | None]]


class Session:
    """One signed-in connection; `with Session.connect(...) as session:`. Not for two threads at once, but `abort` is.

    Every method raises ImapError and its kinds. After TimedOut, Broken (not Malformed) or Gone it is of no more use.
    What the server tells besides (new, vanished, changed) is kept for `take_events`.
    """

    def __init__(self, wire: Wire, endpoint: Endpoint, credentials: Credentials) -> None:
        self._wire = wire
        self._endpoint = endpoint
        self._credentials = credentials
        # Bounded against a server that never stops; a comparison of the folder finds what fell out.
        self._events: deque[IdleEvent] = deque(maxlen=100_000)
        self._selected: tuple[str | bytes, Selected] | None = None
        self._heads: Heads = {}
        self.capabilities: frozenset[str] = frozenset()
        self.enabled: frozenset[str] = frozenset()
        self.server_id: dict[str, str] = {}
        self.prefix = ""

    @classmethod
    def connect(cls, endpoint: Endpoint, credentials: Credentials) -> Self:
        """Connect, sign in, read the capabilities again, ID, ENABLE, NAMESPACE. Raises any ImapError."""
        session = cls(dial(endpoint), endpoint, credentials)
        try:
            session._begin()
        except ImapError:
            session._wire.stream.close()
            raise
        return session

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- the session itself --------------------------------------------------------------------------------------

    @property
    def is_gmail(self) -> bool:
        """X-GM-EXT-1: identities, threads and labels; sync All Mail instead of each label."""
        return "X-GM-EXT-1" in self.capabilities

    def noop(self) -> list[IdleEvent]:
        """Ask for news; also shows that the connection lives."""
        self._noop()
        return self.take_events()

    def take_events(self) -> list[IdleEvent]:
        """What the server told since the last call, in its order. Keep VANISHED: it is not repeated."""
        return list(watching.taken(self._events))

    def idle(
        self, stop: Wake, *, renew_seconds: float = RENEW_SECONDS, poll_seconds: float = POLL_SECONDS
    ) -> Iterator[IdleEvent]:
        """News of the selected folder until `stop` is set; by NOOP every `poll_seconds` if there is no IDLE."""
        told = self._events
        yield from watching.taken(told)
        if "IDLE" in self.capabilities:
            yield from watching.idle(self._wire, stop, renew_seconds=renew_seconds, told=told)
        else:
            yield from watching.poll(self._wire, stop, seconds=poll_seconds, ask=self._noop, told=told)

    def reopen(self) -> None:
        """A fresh connection with the same folder selected. Gone if its UIDs may mean something else meanwhile."""
        self._wire.stream.close()
        self._wire = dial(self._endpoint)
        self._begin()
        if self._selected is not None:
            (folder, before), heads = self._selected, self._heads
            if self.select(folder).uidvalidity != before.uidvalidity:
                raise Gone("the folder got another UIDVALIDITY")
            if before.uidvalidity is None and self._heads_of(heads) != heads:
                raise Gone("the folder has no UIDVALIDITY, and other UIDs")

    def abort(self) -> None:
        """From another thread: end whatever this session waits for; it raises Gone there."""
        self._wire.stream.abort()

    def close(self) -> None:
        """LOGOUT and close; never raises."""
        self._wire.log_out()

    # --- folders -------------------------------------------------------------------------------------------------

    def folders(self) -> list[FolderInfo]:
        """All folders with their places. An answer that makes no sense is left out."""
        extended = "SPECIAL-USE" in self.capabilities and "LIST-EXTENDED" in self.capabilities
        answer = self._run(b'LIST "" "*"', b"RETURN (SPECIAL-USE)" if extended else b"", takes=b"LIST")
        return with_places([folder for response in answer.of(b"LIST") if (folder := _folder(response))])

    def select(self, folder: str | bytes, *, known: FolderState | None = None) -> Selected:
        """Select by name (text) or raw name (bytes); with `known`, also what changed since (see Selected).

        With CONDSTORE alone `changed` is filled and `vanished` is None: ask `vanished(known.known)`.
        """
        qresync = "QRESYNC" in self.enabled
        condstore = "CONDSTORE" in self.capabilities
        self._selected = None
        selected = selecting.select(self._wire, folder, known=known, qresync=qresync, condstore=condstore)
        self._selected = (folder, selected)
        # Where no UIDVALIDITY tells whether UIDs still hold, a few messages do.
        newest = () if selected.uidvalidity else islice(self.uids().newest_first(), TELLING)
        self._heads = self._heads_of(newest)
        self._events.clear()
        return self._with_changes(selected, known) if known is not None else selected

    # --- messages ------------------------------------------------------------------------------------------------

    def uids(self, criterion: bytes = ALL) -> UidRanges:
        """The UIDs that match a criterion of `search`."""
        return searching.search(self._run, criterion, extended="ESEARCH" in self.capabilities)

    def has(self, message: int) -> bool:
        """Is that UID in the folder now?"""
        return message in self.uids(uid(UidRanges.of([message])))

    def vanished(self, known: UidRanges) -> UidRanges:
        """Which of `known` the folder does not hold any more, by a whole list of its UIDs."""
        return known - self.uids() if known else known

    def sizes(self, uids: UidRanges | Iterable[int]) -> dict[int, int]:
        """RFC822.SIZE by UID; one that the server did not tell is missing."""
        found: dict[int, int] = {}
        for piece in _ranges(uids).pieces(LONGEST_SET):
            answer = self._run(b"UID FETCH", str(piece).encode(), b"(UID RFC822.SIZE)", takes=b"FETCH")
            told = fetching.sizes(answer.of(b"FETCH"))
            found.update((one, size) for one, size in told if one in piece)
        return found

    def flags(self, uids: UidRanges | Iterable[int]) -> Iterator[FlagChange]:
        """The flags of these messages as they are."""
        return _changes(self._read(_ranges(uids).pieces(LONGEST_SET), b"(UID FLAGS)"))

    def flags_since(self, modseq: int, *, within: UidRanges | None = None) -> Iterator[FlagChange]:
        """Flags that changed after `modseq` (CONDSTORE), of all messages or of those `within`."""
        pieces = [EVERY] if within is None else within.pieces(LONGEST_SET, most=LARGEST_UID)
        return _changes(self._read(pieces, b"(UID FLAGS) (CHANGEDSINCE %d)" % modseq))

    def fetch(self, uids: UidRanges | Iterable[int], part: Part = Part.WHOLE) -> Iterator[Fetched]:
        """These messages in one FETCH; one that does not come is not yielded, which proves no deletion."""
        for batch in self.fetch_batches([tuple(uids)], part):
            yield from batch.fetched

    def fetch_batches(
        self, batches: Iterable[Sequence[int] | UidRanges], part: Part = Part.WHOLE
    ) -> Iterator[Batch]:
        """A Batch for each of `batches`, two FETCHes in flight. Use the session for nothing else until it ends."""
        pipeline = fetching.Pipeline(
            self._wire, self._items(part), with_body=part is not Part.NOTHING, news=self._note
        )
        return pipeline.run(batches)

    def fetch_surviving(
        self, uids: Sequence[int], part: Part = Part.WHOLE
    ) -> Iterator[Fetched | Unfetchable]:
        """Each of `uids` exactly once, by halving a batch in which some do not come."""
        return fetch_surviving(self, uids, part)

    def fetch_large(self, message: int, size: int, into: BinaryIO) -> int:
        """Write a large message to `into` in pieces of 1 MB; its length. See fetching.fetch_large."""
        return fetching.fetch_large(self._wire, message, size, into, news=self._note)

    # --- depths --------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        before = self._ask_capabilities()
        sign_in(self._wire, self._credentials, capabilities=before, endpoint=self._endpoint)
        self.capabilities = self._ask_capabilities()
        self._identify()
        self._enable()
        self._ask_namespace()

    def _ask_capabilities(self) -> frozenset[str]:
        answer = self._run(b"CAPABILITY", takes=b"CAPABILITY")
        words = b" ".join(response.text for response in answer.of(b"CAPABILITY")).split()
        return frozenset(server_words(word).upper() for word in words) - {"*", "CAPABILITY"}

    def _identify(self) -> None:
        if "ID" not in self.capabilities:
            return
        try:
            answer = self._run(b'ID ("name" "Spindle")', takes=b"ID")
        except CommandRefused:
            return
        found = [values(response, len(b"* ID")) for response in answer.of(b"ID")]
        pairs = found[0][0] if found and found[0] and isinstance(found[0][0], list) else []
        self.server_id = dict(zip(_words(pairs[::2]), _words(pairs[1::2]), strict=False))

    def _enable(self) -> None:
        # Before the first SELECT: iCloud tells HIGHESTMODSEQ only then (and takes QRESYNC without meaning it).
        wished = next((name for name in ("QRESYNC", "CONDSTORE") if name in self.capabilities), None)
        if wished is None or "ENABLE" not in self.capabilities:
            return
        try:
            answer = self._run(b"ENABLE", wished.encode(), takes=b"ENABLED")
        except CommandRefused:
            return
        words = b" ".join(response.text for response in answer.of(b"ENABLED")).split()
        self.enabled = frozenset(server_words(word).upper() for word in words) - {"*", "ENABLED"}

    def _ask_namespace(self) -> None:
        if "NAMESPACE" not in self.capabilities:
            return
        try:
            answer = self._run(b"NAMESPACE", takes=b"NAMESPACE")
            found = [values(response, len(b"* NAMESPACE")) for response in answer.of(b"NAMESPACE")]
        except (CommandRefused, Malformed):
            return
        personal = found[0][0] if found and found[0] else None
        first = personal[0] if isinstance(personal, list) and personal else None
        self.prefix = _words(first[:1])[0] if isinstance(first, list) and first else ""

    def _with_changes(self, selected: Selected, known: FolderState) -> Selected:
        same = selected.uidvalidity is not None and selected.uidvalidity == known.uidvalidity
        if not same or known.modseq is None or selected.highestmodseq is None:
            return selected
        if selected.highestmodseq < known.modseq:
            # A server that was set back: its CHANGEDSINCE would say nothing, and be believed.
            return selecting.with_changed(selected, None)
        if selected.changed is not None:
            return selected
        if selected.highestmodseq == known.modseq:
            return selecting.with_changed(selected, ())
        return selecting.with_changed(selected, tuple(self.flags_since(known.modseq, within=known.known)))

    def _heads_of(self, uids: Iterable[int]) -> Heads:
        wanted = tuple(uids)
        found = self.fetch(wanted, Part.NOTHING) if wanted else ()
        return {it.uid: (it.internal_date, it.size) for it in found}

    def _items(self, part: Part) -> bytes:
        items = ["UID", "FLAGS", "INTERNALDATE", "RFC822.SIZE"]
        if "CONDSTORE" in self.capabilities and self._selected and self._selected[1].highestmodseq:
            items.append("MODSEQ")
        if self.is_gmail:
            items += ["X-GM-MSGID", "X-GM-THRID", "X-GM-LABELS"]
        return f"({' '.join([*items, part.value]).strip()})".encode()

    def _read(self, pieces: Iterable[UidRanges], items: bytes) -> Iterator[Fetched]:
        for piece in pieces:
            answer = self._run(b"UID FETCH", str(piece).encode(), items, takes=b"FETCH")
            yield from (found for found in fetching.readable(answer.of(b"FETCH")) if found.uid in piece)

    def _run(self, *parts: bytes, takes: bytes = b"") -> Answer:
        answer = self._wire.run(*(part for part in parts if part))
        for response in answer.responses:
            if response.kind != takes:
                self._note(response)
        return answer

    def _noop(self) -> None:
        self._run(b"NOOP")

    def _note(self, response: Response) -> None:
        try:
            news = event(response)
        except Malformed:
            # Garbage that nobody asked for; a comparison of the folder finds what it meant.
            return
        if news is not None:
            self._events.append(news)


def _folder(response: Response) -> FolderInfo | None:
    try:
        return read_folder(response)
    except Malformed:
        return None


def _ranges(uids: UidRanges | Iterable[int]) -> UidRanges:
    return uids if isinstance(uids, UidRanges) else UidRanges.of(uids)


def _changes(answers: Iterable[Fetched]) -> Iterator[FlagChange]:
    return (FlagChange(it.uid, it.flags, it.modseq) for it in answers if it.flags is not None)


def _words(found: list[Value]) -> list[str]:
    return [server_words(value) if isinstance(value, bytes) else "" for value in found]
