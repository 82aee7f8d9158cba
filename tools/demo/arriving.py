"""Mail that arrives while one looks on: answers that were still due, and people who begin something new."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from tools.demo import singles
from tools.demo.cast import SEED, Cast
from tools.demo.letters import Letter
from tools.demo.mime import compose
from tools.demo.state import ZONE, Memory
from tools.demo.story import Story, in_inbox, opening

SHORTEST, LONGEST = 30.0, 60.0
# So that a demo that is left alone over night does not drown in mail.
LIVELY, SLOWER = 60, 10.0
FIRST_SECONDS = 20.0
Post = Callable[[Letter, bytes], None]


class Arrivals(threading.Thread):
    """Posts a message every 30 to 60 seconds, after the first sixty of a run ten times slower."""

    def __init__(
        self, memory: Memory, cast: Cast, story: Story, post: Post, say: Callable[[str], None]
    ) -> None:
        super().__init__(name="arrivals", daemon=True)
        self._memory, self._cast, self._story, self._post, self._say = memory, cast, story, post, say
        self._ended = threading.Event()

    def end(self) -> None:
        """Stop, and wait for the message that is under way."""
        self._ended.set()
        if self.is_alive():
            self.join(10)

    def run(self) -> None:
        """Post until the end."""
        random = Random()  # noqa: S311 (when mail comes nobody can foresee)
        wait, sent = FIRST_SECONDS, 0
        while not self._ended.wait(wait):
            self.post_next()
            sent += 1
            wait = random.uniform(SHORTEST, LONGEST) * (SLOWER if sent > LIVELY else 1)

    def post_next(self) -> Letter:
        """The next message, now."""
        state = self._memory.read()
        assert state is not None
        letter = next_letter(self._cast, self._story, state.arrived, datetime.now(ZoneInfo(ZONE)))
        self._post(letter, compose(letter))
        self._memory.change(lambda old: replace(old, arrived=state.arrived + 1))
        self._say(f"{letter.at:%H:%M}  {letter.sender.name or letter.sender.address}: {letter.subject}")
        return letter


def next_letter(cast: Cast, story: Story, number: int, at: datetime) -> Letter:
    """The message with this number, from 0: answers that are due take turns with what is new."""
    random = Random(f"{SEED} arrival {number}")  # noqa: S311 (an example, not a secret)
    at = at.replace(microsecond=0)
    turn, answer = number % 5, number // 5 * 3 + min(number % 5, 3)
    if turn in {0, 2, 3} and answer - (turn > 1) < len(story.pending):
        letter = replace(story.pending[answer - (turn > 1)], at=at)
    elif turn == 1:
        letter = singles.notice(cast, at, random, number=2_000_000 + number)
    elif number % 10 == 4:
        letter = singles.unknown(cast, at, random, number=2_000_000 + number)
    else:
        letter = opening(cast, 2_000_000 + number, at, random)
    return in_inbox(letter, seen=False)
