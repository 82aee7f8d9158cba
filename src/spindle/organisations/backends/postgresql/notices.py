"""Words between processes by the server's LISTEN and NOTIFY, for `wire`: a listener has a connection of its own.

A notice is sent after the commit that it tells of, by a transaction of its own: within the commit it would make all
commits of the server wait for each other.
"""

import contextlib
import json
import logging
import secrets
import threading
from collections.abc import Callable

import psycopg
from psycopg import sql

from spindle.organisations.backends.postgresql.server import Connection, borrowed, connect
from spindle.organisations.datagrams import Message, read

# The server refuses more than 8000 bytes.
LONGEST = 7900
_PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 1.0
log = logging.getLogger(__name__)


def _channel(name: str) -> str:
    return f"spindle_{name}"


def send(to: str, message: Message) -> None:
    """Tells every listener of the name, on whichever machine. What is too long, or finds no server, is lost."""
    content = json.dumps(message)
    if len(content.encode()) <= LONGEST:
        with contextlib.suppress(psycopg.OperationalError):
            _notify(_channel(to), content)


def _notify(channel: str, content: str) -> None:
    with borrowed() as raw:
        raw.execute("SELECT pg_notify(%s, %s)", [channel, content])


class Listener:
    """Calls `on_message` for each notice, and `on_gap` when the connection was lost and is there again."""

    def __init__(self, name: str, on_message: Callable[[Message], None], on_gap: Callable[[], None]) -> None:
        self._name, self._on_message, self._on_gap = name, on_message, on_gap
        self._goodbye = secrets.token_hex(16)
        self._closing = threading.Event()
        self._raw: Connection | None = self._listening()
        self._thread = threading.Thread(target=self._run, name=f"wire {name}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stops listening; returns when no message is being handled."""
        self._closing.set()
        with contextlib.suppress(psycopg.OperationalError):
            _notify(_channel(self._name), self._goodbye)
        self._thread.join()

    def _listening(self) -> Connection:
        raw = connect()
        raw.execute(sql.SQL("LISTEN {}").format(sql.Identifier(_channel(self._name))))
        return raw

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                if self._raw is None:
                    self._raw = self._listening()
                    self._on_gap()
                self._hear(self._raw)
            except psycopg.OperationalError:
                log.warning("The database server does not answer; live updates wait for it.")
                self._leave()
                self._closing.wait(_PAUSE_SECONDS)
        self._leave()

    def _hear(self, raw: Connection) -> None:
        """Until the goodbye; now and then asks whether the server is still there, for a lost one says nothing."""
        while not self._closing.is_set():
            for notice in raw.notifies(timeout=_PATIENCE_SECONDS, stop_after=1):
                self._handle(notice.payload)
            raw.execute("")

    def _handle(self, content: str) -> None:
        message = read(content) if content != self._goodbye else None
        if message is not None:
            self._on_message(message)

    def _leave(self) -> None:
        raw, self._raw = self._raw, None
        if raw is not None:
            raw.close()
