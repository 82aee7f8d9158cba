"""Which company is active. A query on the `organisation` database outside of a `with active(…)` block is refused.

A block is an `Activation`; copied contexts keep the object, whose `ended` tells them that the block is over.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from django.db import connections
from django.db.utils import load_backend

from spindle.organisations import crypto
from spindle.organisations.engine import Engine

ALIAS = "organisation"


class NoOrganisation(RuntimeError):
    """A query without an active company. No DatabaseError, so that nothing that retries swallows it."""


class WrongOrganisation(RuntimeError):
    """Something of one company was about to be used in another."""


@dataclass(frozen=True, slots=True)
class Handle:
    """What it takes to open a company: its name on disk, its folder, its data key (32 bytes, never shown), its engine."""

    slug: str
    folder: Path
    key: bytes = field(repr=False)
    engine: Engine = Engine.SQLCIPHER

    @property
    def main(self) -> Path:
        """On SQLCipher, the file with the company's rows and index."""
        return self.folder / "main.db"

    @property
    def schema(self) -> str:
        """On PostgreSQL, the schema with the company's tables."""
        return f"org_{self.slug}"

    def derive(self, purpose: str) -> bytes:
        """32 bytes of this company for one purpose (HKDF-SHA256 of the data key)."""
        return crypto.derive(self.key, purpose)


class Alias(str):
    """The database alias "organisation" that knows whose: it rides in `_state.db` of every instance."""

    __slots__ = ("organisation",)
    organisation: Handle

    def __new__(cls, organisation: Handle) -> "Alias":
        self = super().__new__(cls, ALIAS)
        self.organisation = organisation
        return self

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (ALIAS,)


class Lease(Protocol):
    """A wrapper that holds a connection of the activation."""

    def release_lease(self, activation: "Activation") -> None:
        """Gives the connection back, or interrupts it if another thread uses it."""


class Activation:
    """One block in which a company is active, and the connections lent for it."""

    __slots__ = ("alias", "ended", "leases", "lock", "organisation")

    def __init__(self, organisation: Handle) -> None:
        self.organisation = organisation
        self.alias = Alias(organisation)
        self.ended = False
        self.leases: list[Lease] = []
        self.lock = threading.Lock()

    def add(self, lease: Lease) -> bool:
        """Books a lease; False if the block has ended meanwhile."""
        with self.lock:
            if not self.ended:
                self.leases.append(lease)
            return not self.ended

    def remove(self, lease: Lease) -> None:
        """Forgets a lease that was given back before the end."""
        with self.lock:
            if lease in self.leases:
                self.leases.remove(lease)

    def end(self) -> None:
        """Takes every lease back. Raises `WrongOrganisation`, after the last, if one had a transaction open."""
        with self.lock:
            self.ended = True
            leases, self.leases = self.leases, []
        refused: list[WrongOrganisation] = []
        for lease in leases:
            try:
                lease.release_lease(self)
            except WrongOrganisation as error:
                refused.append(error)
        if refused:
            raise refused[0]


_current: ContextVar[Activation | None] = ContextVar("organisation", default=None)


class _Nesting(threading.local):
    """Whether this thread may enter a second company inside the first: in tests only."""

    allowed = False


nesting = _Nesting()


def current() -> Activation:
    """The activation of the block that we are in. Raises `NoOrganisation`."""
    activation = _current.get()
    if activation is None:
        raise NoOrganisation("no organisation is active")
    if activation.ended:
        raise NoOrganisation(f"the block in which {activation.organisation.slug} was active has ended")
    return activation


def engine() -> Engine:
    """The engine of the company that is active. Raises `NoOrganisation`."""
    return current().organisation.engine


@contextmanager
def active(organisation: Handle) -> Iterator[Activation]:
    """Makes a company active for a block; the same one again joins the outer block, another is refused."""
    outer = _current.get()
    if outer is None or outer.ended:
        with _entered(organisation) as activation:
            yield activation
    elif outer.organisation == organisation:
        yield outer
    elif nesting.allowed:
        with _outer_connection_aside(), _entered(organisation) as activation:
            yield activation
    else:
        raise WrongOrganisation(f"{outer.organisation.slug} is active; {organisation.slug} cannot be entered")


@contextmanager
def _entered(organisation: Handle) -> Iterator[Activation]:
    _use_wrapper_of(organisation.engine)
    activation = Activation(organisation)
    token = _current.set(activation)
    try:
        yield activation
    finally:
        _current.reset(token)
        activation.end()


def _use_wrapper_of(engine: Engine) -> None:
    """While companies move, an installation has both engines; Django's one alias then changes its wrapper."""
    present = connections[ALIAS]
    if getattr(present, "engine", None) != engine:
        backend = load_backend(f"spindle.organisations.backends.{engine}")
        connections[ALIAS] = backend.DatabaseWrapper(present.settings_dict, ALIAS)


@contextmanager
def _outer_connection_aside() -> Iterator[None]:
    aside = connections[ALIAS]
    del connections[ALIAS]
    try:
        yield
    finally:
        connections[ALIAS] = aside
