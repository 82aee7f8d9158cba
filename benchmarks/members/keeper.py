"""The processes of an installation as a service manager keeps them: one that dies is started again."""

import signal
import subprocess
import sys
import threading
from random import Random
from typing import Self

from tests.peers.ports import free_port, listening, wait_until

_KINDS = ("web", "web", "worker", "worker", "mail", "mail")
_START_SECONDS = 60.0
_LOOK_SECONDS = 0.2


class Keeper:
    """`with Keeper() as keeper:`; `keeper.ports` are those of the web processes, which keep them."""

    def __init__(self) -> None:
        self.ports = [free_port(), free_port()]
        self.killed = 0
        ports = iter(self.ports)
        self._commands = [[kind, "--port", str(next(ports))] if kind == "web" else [kind] for kind in _KINDS]
        self._processes = [_started(command) for command in self._commands]
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Self:
        wait_until(lambda: all(map(listening, self.ports)), seconds=_START_SECONDS, what="the web processes")
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._ending.set()
        self._thread.join()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait()

    def kill_one(self, random: Random) -> str:
        """kill -9 of one of them; its kind. Never of a web process while the other is not back yet."""
        back = all(map(listening, self.ports))
        chosen = random.choice([number for number, kind in enumerate(_KINDS) if back or kind != "web"])
        self._processes[chosen].send_signal(signal.SIGKILL)
        self.killed += 1
        return _KINDS[chosen]

    def _keep(self) -> None:
        while not self._ending.wait(_LOOK_SECONDS):
            for number, process in enumerate(self._processes):
                if process.poll() is not None:
                    self._processes[number] = _started(self._commands[number])


def _started(command: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "spindle.config.cli", *command], stdout=subprocess.DEVNULL)
