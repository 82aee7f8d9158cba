"""A fresh installation in a temporary folder: a company, its one mailbox, and a worker that fetches it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import django
import psutil  # type: ignore[import-untyped]
from django.test import Client

PASSWORD = "Corpus-of-1-folder"  # noqa: S105 (of a company that is gone when this ends)


@contextmanager
def fresh_data_folder() -> Iterator[Path]:
    """Django is set up on an empty data folder, for the length of the block."""
    with TemporaryDirectory(prefix="spindle-corpus-") as folder:
        data = Path(folder) / "data"
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "spindle.config.settings",
            "SPINDLE_DATA": str(data),
            "SPINDLE_SIGNUP": "open",
            "SPINDLE_ALLOW_PRIVATE_SERVERS": "yes",
        }
        django.setup()
        from spindle.organisations.creation import ensure_ready

        ensure_ready()
        yield data


class Worker:
    """`spindle worker` as a process of its own; started again if it dies, as `spindle serve` does."""

    def __init__(self, data: Path) -> None:
        self._log = data / "worker.log"
        self.peak = 0
        self.deaths = 0
        self._start()

    def _start(self) -> None:
        command = [sys.executable, "-m", "spindle.config.cli", "mail"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def look_after(self) -> None:
        """Note how much memory it and its helpers hold, and start it again if it is gone."""
        if self._process.poll() is not None:
            self.deaths += 1
            self._start()
        self.peak = max(self.peak, _held(self._process.pid))

    def stop(self) -> str:
        """End it; what it complained of."""
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        return self._log.read_text(errors="replace")


def _held(pid: int) -> int:
    """Resident bytes of a process and its children."""
    total = 0
    try:
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            total += int(one.memory_info().rss)
    except psutil.Error:
        return 0
    return total


def signed_in_browser(identity_id: int) -> Client:
    """A client of the real pages, signed in; an error of theirs is an answer here, not an exception."""
    from spindle.accounts.models import Identity

    client = Client(raise_request_exception=False, HTTP_HOST="localhost")
    client.force_login(Identity.objects.get(pk=identity_id))
    return client
