"""One member at a browser: looks at pages, changes a field of a card now and then, and remembers what was answered."""

import http.client
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.browser import Visitor

_THINKS = (0.3, 1.5)
_WRITES = 0.2
_TRIES = 40
_WAIT_SECONDS = 0.25
_LOST = (http.client.HTTPException, OSError)


@dataclass(slots=True)
class Change:
    """What may stand in the member's field: what was answered last, and what was sent since without an answer."""

    path: str
    saved: str = ""
    perhaps: set[str] = field(default_factory=set)

    def allows(self, value: str) -> bool:
        """Whether this value loses nothing that was answered."""
        return value == self.saved or value in self.perhaps


class Colleague(threading.Thread):
    """Works until `ending`; `milliseconds` by kind of page, `change` for the check at the end."""

    def __init__(
        self,
        number: int,
        sign_in: tuple[str, str],
        ports: Sequence[int],
        pages: Mapping[str, Sequence[str]],
        changes: str,
    ) -> None:
        super().__init__(name=f"colleague {number}", daemon=True)
        self.ending = threading.Event()
        self.milliseconds: dict[str, list[float]] = defaultdict(list)
        self.change = Change(changes)
        self.tried_again = 0
        self.refused: list[str] = []
        self._number = number
        self._random = Random(number)
        self._sign_in = sign_in
        self._pages = pages
        self._visitors = [Visitor(port) for port in ports]
        self._count = 0

    def run(self) -> None:
        """Sign in, then look and type, with pauses."""
        self._visitors[0].sign_in(*self._sign_in)
        for other in self._visitors[1:]:
            other.cookies = self._visitors[0].cookies
        while not self.ending.wait(self._random.uniform(*_THINKS)):
            if self._random.random() < _WRITES:
                self._type()
            else:
                self._look()

    def _look(self) -> None:
        kind = self._random.choice(list(self._pages))
        path = self._random.choice(self._pages[kind])
        started = time.perf_counter()
        for attempt in range(_TRIES):
            try:
                self._visitor(attempt).get(path)
            except _LOST:
                self._again()
                continue
            except RuntimeError as refused:
                self.refused.append(str(refused))
                return
            self.milliseconds[kind].append((time.perf_counter() - started) * 1000)
            return
        self.refused.append(f"{path}: nobody answered")

    def _type(self) -> None:
        """Once: a person who gets no answer looks what stands there before he types again."""
        self._count += 1
        value = f"colleague {self._number}, change {self._count}"
        self.change.perhaps.add(value)
        started = time.perf_counter()
        try:
            status = self._visitor(0).change(self.change.path, {"value": value})
        except _LOST:
            self._again()
            return
        if status == 200:
            self.milliseconds["a change"].append((time.perf_counter() - started) * 1000)
            self.change.saved, self.change.perhaps = value, set()
        else:
            self.refused.append(f"{self.change.path}: {status}")

    def _visitor(self, attempt: int) -> Visitor:
        return self._visitors[(self._number + attempt + self._count) % len(self._visitors)]

    def _again(self) -> None:
        self.tried_again += 1
        time.sleep(_WAIT_SECONDS)
