"""Words between the processes of one installation: "look, there is something". A lost one does no harm.

By datagrams on one machine; on PostgreSQL by its NOTIFY, so that processes on many machines hear each other.
"""

from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from spindle.organisations import datagrams
from spindle.organisations.engine import Engine, installed_engine

Message = dict[str, str]


class _Ear(Protocol):
    def close(self) -> None: ...


def send(to: str, message: Message) -> None:
    """Tells every listener of the name ("web", "worker"). Never waits, never raises if nobody listens."""
    if installed_engine() is Engine.POSTGRESQL:
        from spindle.organisations.backends.postgresql import notices

        notices.send(to, message)
    else:
        datagrams.send(to, message)


def reaches_its_sender() -> bool:
    """Whether a listener in the process that sends may be on another machine, so that all must hear it by this way."""
    return installed_engine() is Engine.POSTGRESQL


class Listener:
    """Calls `on_message` for each message, in a thread of its own, until it is closed.

    `on_gap` is called when some may have been lost, as when the server was gone for a while.
    """

    def __init__(
        self, name: str, on_message: Callable[[Message], None], *, on_gap: Callable[[], None] | None = None
    ) -> None:
        self._ear = _ear(name, on_message, on_gap or _nothing)

    def close(self) -> None:
        """Stops listening; returns when no message is being handled."""
        self._ear.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _ear(name: str, on_message: Callable[[Message], None], on_gap: Callable[[], None]) -> _Ear:
    if installed_engine() is Engine.POSTGRESQL:
        from spindle.organisations.backends.postgresql import notices

        return notices.Listener(name, on_message, on_gap)
    return datagrams.Listener(name, on_message)


def _nothing() -> None:
    """Nobody minds a gap."""
