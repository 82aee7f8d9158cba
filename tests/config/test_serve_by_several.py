"""`spindle web` by two processes on one port: both answer, a killed one comes back, and all stop together."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep

import psutil  # type: ignore[import-untyped]
import pytest

from tests.engines import environment_of
from tests.peers.ports import free_port, listening

PATIENCE = 60.0


def until(condition: Callable[[], bool], what: str) -> None:
    end = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < end, f"waited in vain for {what}"
        sleep(0.05)


@pytest.fixture
def web(tmp_path: Path) -> Iterator[tuple[psutil.Process, int]]:
    port = free_port()
    environment = {**os.environ, **environment_of(tmp_path), "SPINDLE_WEB_PROCESSES": "2"}
    command = [sys.executable, "-m", "spindle.config.cli", "web", "--port", str(port)]
    with subprocess.Popen(command, env=environment) as process:
        family = psutil.Process(process.pid)
        try:
            yield family, port
        finally:
            for one in [*family.children(recursive=True), family] if process.poll() is None else []:
                one.kill()


def other(web: psutil.Process) -> list[psutil.Process]:
    """Those that this one has started, and that live."""
    return [one for one in web.children() if one.status() != psutil.STATUS_ZOMBIE]


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/account/login/")
        return connection.getresponse().status in {200, 302}
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def test_two_processes_serve_one_port(web: tuple[psutil.Process, int]) -> None:
    process, port = web
    until(lambda: listening(port), "the port")
    assert answers(port)
    # The one that was started first stands still: the other answers alone.
    process.suspend()
    try:
        assert answers(port)
    finally:
        process.resume()

    (killed,) = other(process)
    killed.kill()
    until(lambda: [one.pid for one in other(process)] not in ([], [killed.pid]), "a new one")
    assert answers(port)

    children = process.children()
    process.terminate()
    _gone, alive = psutil.wait_procs([process, *children], PATIENCE)
    assert not alive
