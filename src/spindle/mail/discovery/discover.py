"""All lookups at once, bounded in time; the most trusted answer first, and nobody waits for a slow one.

The provider table knows an address without asking anybody. Else everything of mail.md's list starts together, each
lookup in a thread of its own with three seconds, and discovery ends when nothing better can come, when `GRACE`
has passed since a trustworthy answer, or at the deadline. No password is known here, so none can leak.
"""

import queue
import threading
import time
from collections.abc import Callable

from spindle.mail.discovery.addresses import MailAddress
from spindle.mail.discovery.findings import Attempt, Discovery, Finding, Outcome, Source, finding, rank_of
from spindle.mail.discovery.lookups import Answer, Lookup, Surroundings, first_lookups
from spindle.mail.discovery.providers import Kind, provider_of_domain
from spindle.mail.network import (
    NameNotFound,
    NetworkError,
    PortRefused,
    PrivateAddressRefused,
    Server,
    ServerSettings,
    TimedOut,
)

# Seconds that a better source still gets once a trustworthy one has answered.
GRACE = 1.5


def discover(
    address: MailAddress,
    *,
    surroundings: Surroundings,
    deadline: float = 10.0,
    on_attempt: Callable[[Attempt], None] | None = None,
) -> Discovery:
    """The settings of this mailbox, most trusted first, within `deadline` seconds.

    `on_attempt` is told of each lookup as it ends, in the caller's thread. Never raises for what servers do: an
    empty `findings` is the answer then.
    """
    known = provider_of_domain(address.domain)
    if known is not None and known.proven:
        found = Finding(
            source=Source.TABLE, settings=known.settings(address), provider=known, name=known.name
        )
        tried = Attempt(source=Source.TABLE, tried=address.domain, outcome=Outcome.FOUND, milliseconds=0)
        return Discovery(address, (found,), (tried,))
    search = _Search(address, surroundings, deadline=deadline, on_attempt=on_attempt)
    return search.run()


class _Search:
    """One discovery under way. Only `_work` runs in other threads; all state belongs to the caller's."""

    def __init__(
        self,
        address: MailAddress,
        surroundings: Surroundings,
        *,
        deadline: float,
        on_attempt: Callable[[Attempt], None] | None,
    ) -> None:
        self._address = address
        self._surroundings = surroundings
        self._started = time.monotonic()
        self._deadline = self._started + deadline
        self._end = self._deadline
        self._on_attempt = on_attempt
        self._answers: queue.SimpleQueue[tuple[Lookup, Answer, Attempt]] = queue.SimpleQueue()
        self._pending: set[Lookup] = set()
        self._seen: set[tuple[Source, str]] = set()
        self._findings: list[Finding] = []
        self._imap: list[tuple[int, Server]] = []
        self._smtp: list[tuple[int, Server]] = []
        self._trail: list[Attempt] = []

    def run(self) -> Discovery:
        self._start(first_lookups(self._address, self._surroundings))
        while self._pending and not self._settled():
            try:
                lookup, answer, attempt = self._answers.get(timeout=max(self._end - time.monotonic(), 0.0))
            except queue.Empty:
                break
            self._take(lookup, answer, attempt)
        unfinished = Outcome.TIMED_OUT if time.monotonic() >= self._deadline else Outcome.SKIPPED
        for lookup in self._pending:
            self._note(_attempt(lookup, unfinished, self._started))
        return Discovery(self._address, tuple(self._ordered()), tuple(self._trail))

    def _start(self, lookups: list[Lookup]) -> None:
        for lookup in lookups:
            if (lookup.source, lookup.tried) not in self._seen:
                self._seen.add((lookup.source, lookup.tried))
                self._pending.add(lookup)
                threading.Thread(target=self._work, args=(lookup,), daemon=True).start()

    def _work(self, lookup: Lookup) -> None:
        started = time.monotonic()
        answer, outcome, detail = Answer(), Outcome.NOTHING, ""
        try:
            answer = lookup.run()
            outcome = Outcome.FOUND if answer else Outcome.NOTHING
        except TimedOut:
            outcome = Outcome.TIMED_OUT
        except NameNotFound:
            outcome = Outcome.NOTHING
        except (PrivateAddressRefused, PortRefused) as error:
            outcome, detail = Outcome.REFUSED, error.host
        except (NetworkError, ValueError) as error:
            outcome, detail = Outcome.FAILED, str(error)
        self._answers.put((lookup, answer, _attempt(lookup, outcome, started, detail)))

    def _take(self, lookup: Lookup, answer: Answer, attempt: Attempt) -> None:
        self._pending.discard(lookup)
        self._note(attempt)
        self._findings += answer.findings
        self._imap += [(lookup.order, server) for server in answer.imap]
        self._smtp += [(lookup.order, server) for server in answer.smtp]
        if answer.findings and min(found.rank for found in answer.findings) < rank_of(
            Source.GUESS, Kind.OTHER
        ):
            self._end = min(self._end, time.monotonic() + GRACE)
        self._start(answer.further)

    def _note(self, attempt: Attempt) -> None:
        self._trail.append(attempt)
        if self._on_attempt is not None:
            self._on_attempt(attempt)

    def _settled(self) -> bool:
        if not self._findings:
            return False
        best = min(found.rank for found in self._findings)
        return all(best <= lookup.best_rank for lookup in self._pending)

    def _ordered(self) -> list[Finding]:
        found = sorted([*self._findings, *self._guessed()], key=lambda one: one.rank)
        unique = {(one.settings, one.provider): one for one in reversed(found)}
        return sorted(unique.values(), key=lambda one: one.rank)

    def _guessed(self) -> list[Finding]:
        imap, smtp = (
            min(servers, default=None, key=lambda pair: pair[0]) for servers in (self._imap, self._smtp)
        )
        if imap is None:
            return []
        settings = ServerSettings(login=str(self._address), imap=imap[1], smtp=smtp[1] if smtp else None)
        return [finding(Source.GUESS, self._address, settings)]


def _attempt(lookup: Lookup, outcome: Outcome, started: float, detail: str = "") -> Attempt:
    milliseconds = round((time.monotonic() - started) * 1000)
    return Attempt(
        source=lookup.source, tried=lookup.tried, outcome=outcome, milliseconds=milliseconds, detail=detail
    )
