"""A PostgreSQL server of Debian's programs for the time of a run: a free port, a temporary folder, no disk waited for."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.peers.ports import free_port

ROLE = "spindle"
_START_SECONDS = 30
# What measurements want: commits that wait for the disk, and memory as a server has it.
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "1GB"}
# Nothing here must survive a power cut.
_CONFIGURATION = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "max_wal_size": "4GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "10s",
    "log_min_messages": "fatal",
    "listen_addresses": "127.0.0.1",
}


def programs() -> Path:
    """The folder with initdb and postgres; Debian keeps it out of PATH. Raises FileNotFoundError."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    if shutil.which("pg_config"):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False).stdout
        folders.append(Path(told.strip()))
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise FileNotFoundError("PostgreSQL is missing. On Debian and Ubuntu: sudo apt install postgresql")


class Server:
    """A running server; `stop` ends it and takes its folder away. `durable`: as one that is not for tests alone."""

    def __init__(self, *, durable: bool = False) -> None:
        self._configuration = {**_CONFIGURATION, **(_DURABLE if durable else {})}
        self._folder = Path(tempfile.mkdtemp(prefix="spindle-postgresql-"))
        self.port = free_port()
        try:
            self._make()
            self._process = self._start()
            self._wait()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def stop(self) -> None:
        """End it at once, whoever is connected."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _make(self) -> None:
        data = self._folder / "data"
        data.mkdir(mode=0o700)
        user = _other_than_root()
        if user:
            for path in (self._folder, data):
                shutil.chown(path, user)
        self._run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8",
                  "--locale", "C.UTF-8" if sys.platform == "linux" else "C")  # fmt: skip

    def _run(self, program: str, *words: str) -> None:
        command = [str(programs() / program), *words]
        done = subprocess.run(
            command, capture_output=True, text=True, user=_other_than_root(), cwd="/", check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr}")

    def _start(self) -> "subprocess.Popen[bytes]":
        settings = {
            **self._configuration,
            "port": str(self.port),
            "unix_socket_directories": str(self._folder),
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("wb") as log:
            return subprocess.Popen(
                [*_ends_with_us(), str(programs() / "postgres"), "-D", str(self._folder / "data"), *words],
                stdout=log,
                stderr=log,
                user=_other_than_root(),
                cwd="/",
                # Not ended by Ctrl+C before those who use it.
                start_new_session=True,
            )

    def _wait(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                with administering(self.port) as raw:
                    raw.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(
                        f"PostgreSQL did not start: {(self._folder / 'log').read_text()}"
                    ) from None
                time.sleep(0.02)
            else:
                return


def _ends_with_us() -> list[str]:
    """Also when we are killed, where the system can see to it."""
    found = shutil.which("setpriv")
    return [found, "--pdeathsig", "QUIT", "--"] if found else []


def _other_than_root() -> str | None:
    """The server refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def administering(port: int) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """The server's own administrator."""
    with psycopg.connect(
        host="127.0.0.1", port=port, user="postgres", dbname="postgres", autocommit=True, connect_timeout=5
    ) as raw:
        yield raw


def url(port: int, database: str) -> str:
    """What SPINDLE_DATABASE is set to for a database of the server."""
    return f"postgresql://{ROLE}@127.0.0.1:{port}/{database}"


def make_database(port: int, name: str, *, like: str | None = None) -> None:
    """A database that the role of the tests owns: empty, or a copy of another to which nobody is connected."""
    with administering(port) as raw:
        raw.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        raw.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(ROLE), sql.Identifier(like or "template1")
            )
        )
