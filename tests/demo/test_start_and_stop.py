"""`python -m tools.demo` as a person starts and stops it: nothing is left running."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from tests.demo.conftest import remove_mail
from tests.engines import environment_of
from tests.peers.ports import free_port, wait_until
from tools.demo.state import Memory

pytestmark = [pytest.mark.dovecot, pytest.mark.slow]
PATIENCE = 120.0
ROOT = Path(__file__).parents[2]


@contextmanager
def serving(data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The demo, once it answers."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "tools.demo",
        "--port",
        str(port),
        "--relations",
        "20",
        "--messages",
        "60",
    ]
    environment = {**os.environ, **environment_of(data)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=(data.parent / "log").open("wb"))
    try:
        wait_until(
            lambda: process.poll() is not None or answers(port), seconds=PATIENCE, what="the demo to answer"
        )
        assert process.poll() is None, (data.parent / "log").read_text()
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def answers(port: int) -> bool:
    """Whether the page to sign in is there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def family(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """All that it started."""
    return list(psutil.Process(process.pid).children(recursive=True))


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder; its mail goes too, wherever it lay."""
    folder = tmp_path / "data"
    folder.mkdir()
    yield folder
    remove_mail(folder)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_with_all_that_it_started(data: Path, ending: signal.Signals) -> None:
    with serving(data) as process:
        started = family(process)
        assert {"dovecot"} <= {one.name() for one in started}
        process.send_signal(ending)
        process.wait(PATIENCE)
        _gone, alive = psutil.wait_procs(started, timeout=20)
        assert alive == []
        state = Memory(data).read()
        assert state is not None
        assert not Path(state.run).exists()


def test_after_a_kill_the_next_start_takes_the_old_mail_server_away(data: Path) -> None:
    with serving(data) as process:
        old = [one for one in family(process) if one.name() == "dovecot"]
        process.kill()
        process.wait()
        with serving(data):
            _gone, alive = psutil.wait_procs(old, timeout=20)
            assert alive == []


def test_two_at_once_are_refused(data: Path) -> None:
    with serving(data):
        command = [sys.executable, "-m", "tools.demo", "--port", str(free_port())]
        second = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **environment_of(data)},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert second.returncode == 1
    assert "Another process serves the example company" in second.stderr
