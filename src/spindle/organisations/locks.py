"""Locks of the whole installation: a file in its folder, or, where many machines are one installation, on the server."""

from types import TracebackType
from typing import Protocol, Self

from django.conf import settings

from spindle.organisations.engine import Engine, installed_engine
from spindle.organisations.turnstile import FileLock


class _Lock(Protocol):
    def take(self) -> None: ...
    def release(self) -> None: ...


class InstallationLock:
    """An exclusive lock by its name, freed when its process dies. Not re-entrant."""

    def __init__(self, name: str) -> None:
        self._lock = _made(name)

    def __enter__(self) -> Self:
        self._lock.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()


def _made(name: str) -> _Lock:
    if installed_engine() is Engine.POSTGRESQL:
        from spindle.organisations.backends.postgresql.server import AdvisoryLock

        return AdvisoryLock(name)
    return FileLock(settings.SPINDLE_DATA / f"{name}.lock")
