"""A database wrapper whose connection is on loan from a pool while a company is active. Shared by all engines.

`ensure_connection` is the one gate: every path to SQL passes it, and it refuses without an active company, or when
the connection belongs to another block than the one we are in.
"""

import threading
import weakref
from typing import ClassVar, Generic, Protocol, TypeVar

from spindle.organisations.active import Activation, Handle, NoOrganisation, WrongOrganisation, current
from spindle.organisations.backends.internals import BaseWrapper
from spindle.organisations.engine import Engine
from spindle.organisations.pool import Closable


class Lent(Closable, Protocol):
    """What is on loan: a driver's connection, whatever the engine."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    def interrupt(self) -> None:
        """Ends the query that runs, from another thread."""


Raw = TypeVar("Raw", bound=Lent)


class Lenders(Protocol[Raw]):
    """Where connections come from and go back to."""

    def take(self, owner: Handle, /) -> Raw:
        """A connection of the company, which nobody else has."""

    def give(self, owner: Handle, raw: Raw, /) -> None:
        """Takes back a clean one."""


class LeasedConnection(BaseWrapper, Generic[Raw]):
    """Mixin, before the engine's wrapper."""

    engine: ClassVar[Engine]
    lenders: Lenders[Raw]
    connection: Raw | None
    activation: Activation | None = None
    # The engine adds each that it makes; whoever still holds one after the block gets the driver's error.
    cursors: "weakref.WeakSet[Closable]"

    def ensure_connection(self) -> None:
        """Connects to the active company. Raises `NoOrganisation` or `WrongOrganisation`."""
        here = current()
        if here.organisation.engine != self.engine:
            raise WrongOrganisation(
                f"{here.organisation.slug} is on {here.organisation.engine}; this thread's wrapper is {self.engine}'s"
            )
        if self.connection is not None and self.activation is not here:
            if self.in_atomic_block and self.activation is not None:
                raise WrongOrganisation(
                    f"a transaction of {self.activation.organisation.slug} is open;"
                    f" {here.organisation.slug} is active"
                )
            self._give_back()
        super().ensure_connection()

    def close_if_health_check_failed(self) -> None:
        """Django calls this before each cursor and change of autocommit: the gate."""
        self.ensure_connection()

    def close_if_unusable_or_obsolete(self) -> None:
        """Django calls this before and after each request, when no company is active."""
        if self.activation is not None and self.activation.ended:
            self._give_back()
        else:
            super().close_if_unusable_or_obsolete()

    def get_new_connection(self, conn_params: dict[str, object]) -> Raw:
        """Takes a connection of the active company from the pool."""
        activation = current()
        raw = self.lenders.take(activation.organisation)
        if not activation.add(self):
            self.lenders.give(activation.organisation, raw)
            raise NoOrganisation(f"the block of {activation.organisation.slug} ended meanwhile")
        self.activation = activation
        self.cursors = weakref.WeakSet()
        return raw

    def release_lease(self, activation: Activation) -> None:
        """Called when the block ends, by the thread that entered it."""
        if self.activation is not activation:
            return
        if self._thread_ident == threading.get_ident():
            self._give_back()
        elif self.connection is not None:
            # Closing it here would crash the process; its own thread gives it back at its next use.
            self.connection.interrupt()

    def _give_back(self) -> None:
        raw, activation, self.connection, self.activation = self.connection, self.activation, None, None
        if raw is None or activation is None:
            return
        self._close_cursors()
        if self.in_atomic_block or raw.in_transaction:
            self.closed_in_transaction = self.needs_rollback = self.in_atomic_block
            self._discard(raw)
            raise WrongOrganisation("the block ended inside a transaction; it was rolled back")
        self.run_on_commit = []
        self.lenders.give(activation.organisation, raw)

    def _close(self) -> None:
        raw, activation, self.activation = self.connection, self.activation, None
        if raw is None:
            return
        if activation is not None:
            activation.remove(self)
        self._close_cursors()
        if self.in_atomic_block or self.errors_occurred or activation is None or raw.in_transaction:
            self._discard(raw)
        else:
            self.lenders.give(activation.organisation, raw)

    def _discard(self, raw: Raw) -> None:
        raw.close()

    def _close_cursors(self) -> None:
        for cursor in list(self.cursors):
            cursor.close()
