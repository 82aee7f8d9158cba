"""What is asked: classes of searches, each as we and as notmuch are asked, 25 different ones of each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from benchmarks.million.world import MEMBERS, World, member_address

EACH = 25
# Where words of a frequency begin and end in the order of all words; the share of messages that have one.
VERY_COMMON, COMMON, MID, RARE = (0, 8), (200, 300), (4_000, 5_000), (150_000, 190_000)


@dataclass(frozen=True, slots=True)
class Question:
    """The same for both; `theirs` is empty where notmuch has nothing like it."""

    ours: str
    theirs: str


Make = Callable[[], Question]


def classes(world: World) -> dict[str, list[Question]]:
    """All classes of measured searches, by name."""
    ask = _Asker(world)
    return {name: [make() for _ in range(EACH)] for name, make in ask.kinds().items()}


class _Asker:
    def __init__(self, world: World) -> None:
        self.world = world
        self.random = Random(5)
        self._rank = {word: rank for rank, word in enumerate(world.words)}
        self._common = self._adjacent(60, 400)
        self._very_common = self._adjacent(0, 10)

    def kinds(self) -> dict[str, Make]:
        """The classes by name."""
        return {
            "rare word": lambda: self.words(RARE),
            "mid word": lambda: self.words(MID),
            "common word (6 %)": lambda: self.words(COMMON),
            "very common word (90 %)": lambda: self.words(VERY_COMMON),
            "2 common": lambda: self.words(COMMON, COMMON),
            "common + rare": lambda: self.words(COMMON, RARE),
            "2 mid": lambda: self.words(MID, MID),
            "3 mid": lambda: self.words(MID, MID, MID),
            "phrase of 2": lambda: self.phrase(self._slice(2)),
            "phrase of 3": lambda: self.phrase(self._slice(3)),
            "phrase of 2 common": lambda: self.phrase(next(self._common)),
            "phrase of 2 very common": lambda: self.phrase(next(self._very_common)),
            "prefix of 2": lambda: self.prefix(2),
            "prefix of 3": lambda: self.prefix(3),
            "prefix of 4": lambda: self.prefix(4),
            "common + prefix of 3": lambda: _both(self.words(COMMON), self.prefix(3)),
            "from: an address": self.sender,
            "from: an address + common": lambda: _both(self.words(COMMON), self.sender()),
            "from: a name": self.name,
            "to: an address + common": lambda: _both(self.words(COMMON), self.recipient()),
            "from: a colleague + mid": lambda: _both(self.words(MID), self.colleague()),
            "relation: heavy + common": lambda: self.relation(200, COMMON),
            "relation: any + common": lambda: self.relation(len(self.world.contacts), COMMON),
            "relation: any + very common": lambda: self.relation(len(self.world.contacts), VERY_COMMON),
            "has:attachment + common": lambda: _both(self.words(COMMON), _ATTACHMENT),
            "has:attachment + rare": lambda: _both(self.words(RARE), _ATTACHMENT),
            "in:inbox + common": lambda: _both(self.words(COMMON), Question("in:inbox", "")),
            "in:inbox + rare": lambda: _both(self.words(RARE), Question("in:inbox", "")),
            "before: + common": lambda: _both(self.words(COMMON), self.years_ago(6)),
            "one month + mid": lambda: _both(self.words(MID), self.month()),
            "from + attachment + before + common": lambda: _both(
                self.words(COMMON), self.sender(), _ATTACHMENT, self.years_ago(2)
            ),
            "a word but not another": lambda: self.without(),
        }

    def words(self, *ranks: tuple[int, int]) -> Question:
        found = " ".join(self.world.words[self.random.randrange(*rank)] for rank in ranks)
        return Question(f"{found} ", found)

    def without(self) -> Question:
        one, other = (self.world.words[self.random.randrange(*COMMON)] for _ in range(2))
        return Question(f"{one} -{other} ", f"{one} and not {other}")

    def phrase(self, words: list[str]) -> Question:
        found = f'"{" ".join(words)}"'
        return Question(found, found)

    def prefix(self, length: int) -> Question:
        # As people type: of words that they use.
        word = next(word for _ in range(1000) if len(word := self.random.choice(self.world.stream)) > length)
        return Question(word[:length], f"{word[:length]}*")

    def sender(self) -> Question:
        found = f"from:{self._contact(2000)}"
        return Question(found, found)

    def name(self) -> Question:
        contact = self.random.choice(self.world.heaviest(2000))
        last = contact.name.split()[-1].lower()
        return Question(f"from:{last}", f"from:{last}")

    def recipient(self) -> Question:
        found = f"to:{self._contact(2000)}"
        return Question(found, found)

    def colleague(self) -> Question:
        found = f"from:{member_address(self.random.randrange(MEMBERS))}"
        return Question(found, found)

    def relation(self, among: int, rank: tuple[int, int]) -> Question:
        address = self._contact(min(among, len(self.world.contacts)))
        return _both(self.words(rank), Question(f"relation:{address}", f"(from:{address} or to:{address})"))

    def years_ago(self, years: int) -> Question:
        year = self.world.now.year - years
        return Question(f"before:{year}-01-01", f"date:..{year - 1}-12-31")

    def month(self) -> Question:
        year, month = self.world.now.year - self.random.randint(1, 8), self.random.randint(1, 11)
        return Question(
            f"after:{year}-{month:02}-01 before:{year}-{month + 1:02}-01",
            f"date:{year}-{month:02}-01..{year}-{month:02}-28",
        )

    def _contact(self, among: int) -> str:
        return self.random.choice(self.world.heaviest(among)).address

    def _slice(self, length: int) -> list[str]:
        start = self.random.randrange(len(self.world.stream) - length)
        return self.world.stream[start : start + length]

    def _adjacent(self, lowest: int, highest: int) -> Iterator[list[str]]:
        """Pairs of such words that stand beside each other somewhere."""
        stream, rank = self.world.stream, self._rank
        seen: set[tuple[str, str]] = set()
        for at in range(len(stream) - 1):
            pair = stream[at], stream[at + 1]
            if pair not in seen and all(lowest <= rank[word] < highest for word in pair):
                seen.add(pair)
                yield list(pair)


_ATTACHMENT = Question("has:attachment", "tag:attachment")


def _both(*questions: Question) -> Question:
    theirs = [question.theirs for question in questions]
    ours = " ".join(question.ours.strip() for question in questions)
    last = questions[-1].ours
    # A space at the end: the last word is whole.
    whole = " " if last.endswith(" ") or ":" in last else ""
    return Question(ours + whole, " and ".join(theirs) if all(theirs) else "")
