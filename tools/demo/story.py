"""Two years of mail of Van Dijk Interieur up to a moment: exactly so many messages, the same every time.

About 40 of them wait in the inbox, 12 unread, as on a weekday morning; the rest is finished, sent, spam or deleted.
What people would write next is kept, so that it can arrive while one looks on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from tools.demo import singles
from tools.demo.cast import SEED, Cast, Person, stranger
from tools.demo.letters import Copy, Letter
from tools.demo.playing import ELINE, Plan, at_work_before, awake, backwards, forwards, play
from tools.demo.scripts import Script, Star, scripts, stars
from tools.demo.wording import names_a_day

DAYS = 730
INBOX, UNREAD = 40, 12
# The morning belongs to the conversations of starring.toml.
QUIET = timedelta(hours=4)
# Shares of all messages that nobody answers.
SPAM, NEWSLETTERS, NOTICES, UNKNOWN = 0.018, 0.06, 0.12, 0.012
# What one would still expect an answer to.
PENDING_DAYS = 60
_ACTIVITY = {
    "customer_business": 10, "supplier": 22, "partner": 20, "company": 12, "prospect": 6, "other": 5,
    "customer_private": 7, "private": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """The messages, oldest first, and the answers that may arrive later."""

    letters: tuple[Letter, ...]
    pending: tuple[Letter, ...]


def tell(cast: Cast, now: datetime, messages: int) -> Story:
    """The story up to `now` (aware, in the company's zone)."""
    random = Random(f"{SEED} story")  # noqa: S311 (an example, not a secret)
    letters = [letter for star in stars() for letter in _star(star, cast, now, random)]
    letters += _unanswered(cast, now, messages, random)
    threads, pending = _threads(cast, now, messages - len(letters), random)
    letters += threads
    left = messages - len(letters)
    letters += [singles.notice(cast, _any_moment(now, random), random, number=9000 + n) for n in range(left)]
    letters.sort(key=lambda letter: letter.at)
    return Story(tuple(_morning(letters)), tuple(pending))


def _star(star: Star, cast: Cast, now: datetime, random: Random) -> Iterator[Letter]:
    person = _by_name(star, cast)
    if person is not None:
        turns = backwards(star.turns, now - star.ago, now)
        yield from play(
            Plan(_number(star), person, star.subject, turns, star.box, us=ELINE, known=not star.unknown),
            random,
        )


def _number(star: Star) -> int:
    return stars().index(star)


def _by_name(star: Star, cast: Cast) -> Person | None:
    if star.unknown:
        name, _, address = star.unknown.rpartition(" ")
        return stranger(name, address.strip("<>"))
    return next((person for person in cast.people if person.name == star.person), None)


def _unanswered(cast: Cast, now: datetime, messages: int, random: Random) -> Iterator[Letter]:
    makers = (
        (SPAM, singles.spam), (NEWSLETTERS, singles.newsletter), (NOTICES, singles.notice), (UNKNOWN, singles.unknown),
    )  # fmt: skip
    for number, (share, make) in enumerate(makers):
        for each in range(round(messages * share)):
            yield make(cast, _any_moment(now, random), random, number=10_000 * (number + 1) + each)


def _any_moment(now: datetime, random: Random) -> datetime:
    """Some time in the two years, lately a little more often."""
    ago = timedelta(days=DAYS * random.random() ** 1.25) + QUIET
    return _before(awake(now - ago, random, private=False), now, random)


def _before(moment: datetime, now: datetime, random: Random) -> datetime:
    latest = now - QUIET
    return (
        moment if moment <= latest else at_work_before(latest - timedelta(minutes=random.randrange(20, 3000)))
    )


def _threads(cast: Cast, now: datetime, room: int, random: Random) -> tuple[list[Letter], list[Letter]]:
    """Conversations until there is no room for another; and what comes next in those that are under way."""
    letters: list[Letter] = []
    pending: list[Letter] = []
    people = [person for person in cast.people if _ACTIVITY[person.type] and _suitable(person)]
    weights = [_ACTIVITY[person.type] for person in people]
    number = 100
    while room > 0:
        number += 1
        person = random.choices(people, weights)[0]
        played = list(play(_plan(person, number, _any_moment(now, random), random), random))
        past = [letter for letter in played if letter.at <= now - QUIET][:room]
        letters += past
        room -= len(past)
        if len(past) < len(played) and _awaited(past, played[len(past)], now):
            pending.append(played[len(past)])
    pending.sort(key=lambda letter: letter.at)
    return letters, pending


def _awaited(past: Sequence[Letter], following: Letter, now: datetime) -> bool:
    """Whether ours is the last word, not long ago, and theirs the next, naming no day that may have passed."""
    recent = bool(past) and past[-1].at > now - timedelta(days=PENDING_DAYS)
    return recent and past[-1].ours and not following.ours and not names_a_day(following.text)


def _plan(person: Person, number: int, begins: datetime, random: Random) -> Plan:
    script = random.choices(_suitable(person), [script.weight for script in _suitable(person)])[0]
    turns = forwards(script.turns, begins, random, private=person.business is None)
    return Plan(number, person, random.choice(script.subjects), turns, script.box, script.formal)


def _suitable(person: Person) -> list[Script]:
    return [script for script in scripts() if script.suits(person)]


def opening(cast: Cast, number: int, at: datetime, random: Random) -> Letter:
    """A conversation that somebody begins now: its first message."""
    people = [
        person for person in cast.people if any(not script.turns[0].ours for script in _suitable(person))
    ]
    while True:
        person = random.choice(people)
        script = random.choice(_suitable(person))
        if not script.turns[0].ours:
            plan = Plan(
                number,
                person,
                random.choice(script.subjects),
                [(script.turns[0], at)],
                script.box,
                script.formal,
            )
            return next(play(plan, random))


# --- where the copies lie ------------------------------------------------------------------------------------------


def _morning(letters: Sequence[Letter]) -> Iterator[Letter]:
    """Leave the newest that nobody has answered in the inbox; everything else has been dealt with."""
    last = {letter.thread: letter for letter in letters}
    waiting = [letter for letter in reversed(letters) if last[letter.thread] is letter and _received(letter)][
        :INBOX
    ]
    unread = [letter.message_id for letter in waiting if not _read_star(letter)][:UNREAD]
    seen = {letter.message_id: letter.message_id not in unread for letter in waiting}
    for letter in letters:
        yield in_inbox(letter, seen=seen[letter.message_id]) if letter.message_id in seen else letter


def _received(letter: Letter) -> bool:
    return all(copy.folder == "archive" for copy in letter.copies)


def _read_star(letter: Letter) -> bool:
    return letter.thread < len(stars()) and stars()[letter.thread].read


def in_inbox(letter: Letter, *, seen: bool) -> Letter:
    """The same letter, in the inbox of each mailbox that has it."""
    return replace(letter, copies=tuple(Copy(copy.box, "inbox", seen) for copy in letter.copies))
