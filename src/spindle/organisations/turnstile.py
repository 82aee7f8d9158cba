"""Who writes next in a database file: writers of all processes take turns, in the order in which they came.

SQLite lets waiting writers poll, so that one who writes back to back starves the others (small writes then wait up to
a second). Here two file locks beside the database hand the turn on: who waits for the turn holds the queue, so that
the one who just had it cannot take it again first.
"""

from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import portalocker
from portalocker import LockFlags
from portalocker.exceptions import AlreadyLocked


class FileLock:
    """An exclusive lock on a file of its own, freed by the system when its process dies."""

    __slots__ = ("_file", "_path")

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds it."""
        return self._file is not None

    def take(self) -> None:
        """Waits until the lock is ours."""
        file = self._path.open("ab")
        while True:
            try:
                portalocker.lock(file, LockFlags.EXCLUSIVE)
            except AlreadyLocked:  # Windows gives up after ten seconds
                continue
            except BaseException:
                file.close()
                raise
            break
        self._file = file

    def release(self) -> None:
        """Lets the next one in; nothing if it is not held."""
        file, self._file = self._file, None
        if file is not None:
            portalocker.unlock(file)
            file.close()

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def turn_file(database: Path) -> Path:
    """The file whose lock is the turn to write in a database."""
    return database.with_suffix(".turn")


class Turnstile:
    """The turn to write in one database file. One object a writer; not re-entrant."""

    __slots__ = ("_queue", "_turn")

    def __init__(self, database: Path) -> None:
        self._queue = FileLock(database.with_suffix(".queue"))
        self._turn = FileLock(turn_file(database))

    def take(self) -> None:
        """Waits for the turn, behind who came before."""
        with self._queue:
            self._turn.take()

    def release(self) -> None:
        """Ends the turn; nothing if there is none."""
        self._turn.release()

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
