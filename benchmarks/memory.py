"""How much memory a family of processes takes, shared pages counted once (PSS where the system tells it, else RSS)."""

import threading
from types import TracebackType
from typing import Self

import psutil  # type: ignore[import-untyped]

EVERY_SECONDS = 0.2
MEGABYTE = 1024 * 1024


def family(pid: int) -> dict[str, float]:
    """Megabytes of a process and of all below it, by what they run."""
    found: dict[str, float] = {}
    try:
        processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return found
    for process in processes:
        try:
            memory = process.memory_full_info()
            name = " ".join(process.cmdline()[1:4])[-40:]
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        found[f"{process.pid} {name}"] = getattr(memory, "pss", memory.rss) / MEGABYTE
    return found


class Peak:
    """The largest total of a family while the block runs: `highest` in megabytes, `then` who had it."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self.highest = 0.0
        self.then: dict[str, float] = {}

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
            if sum(now.values()) > self.highest:
                self.highest, self.then = sum(now.values()), now
            if self._over.wait(EVERY_SECONDS):
                return
