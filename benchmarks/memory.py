"""How much memory a family of processes takes, shared pages counted once (PSS where the system tells it, else RSS)."""

import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import psutil  # type: ignore[import-untyped]

# Counting shared pages takes milliseconds of the processes that are measured.
EVERY_SECONDS = 1.0
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Relative:
    """One of a family: memory in megabytes, and the seconds of processor time that it has had."""

    name: str
    megabytes: float
    seconds: float


def family(pid: int) -> dict[int, Relative]:
    """A process and all below it, by process id."""
    try:
        processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return {}
    return {process.pid: relative for process in processes if (relative := _relative(process))}


def _relative(process: psutil.Process) -> Relative | None:
    try:
        memory, times = process.memory_full_info(), process.cpu_times()
        name = _name(process.cmdline())
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None
    return Relative(name, getattr(memory, "pss", memory.rss) / MEGABYTE, times.user + times.system)


def _name(command: list[str]) -> str:
    """`web` or `worker`, or what else it is for."""
    line = " ".join(command)
    for mark, name in (("cli serve", "web"), ("cli worker", "worker"), ("resource_tracker", "tracker")):
        if mark in line:
            return name
    return "parser" if "spawn_main" in line else line[-30:]


class Peak:
    """The largest total of a family while the block runs: `highest` in megabytes, `then` who had it.

    `seconds` is the processor time that they had, also those that have ended.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self.highest = 0.0
        self.then: dict[int, Relative] = {}
        self._seen: dict[int, Relative] = {}

    @property
    def seconds(self) -> dict[str, float]:
        """Processor time by name."""
        total: dict[str, float] = {}
        for relative in self._seen.values():
            total[relative.name] = total.get(relative.name, 0.0) + relative.seconds
        return total

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        while True:
            now = family(self._pid)
            self._seen |= now
            total = sum(relative.megabytes for relative in now.values())
            if total > self.highest:
                self.highest, self.then = total, now
            if self._over.wait(EVERY_SECONDS):
                return
