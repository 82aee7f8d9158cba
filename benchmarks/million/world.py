"""Ten years of a company's mail, made from numbers: message n is always the same, in any process.

200,000 distinct words by Zipf and Mandelbrot; each relation has three words of its own that stand for 15 % of its
texts; 8,000 employers per 100,000 relations with 2 to 500 employees; a few relations write much, most seldom.
"""

import datetime as dt
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

MEMBERS = 20
YEARS = 10
_VOCABULARY = 200_000
_STREAM = 4_000_000
_EXPONENT, _SHIFT = 1.05, 2.7
_TOPIC_SHARE = 0.15
_SYLLABLES = [
    first + second
    for first in [
        "b",
        "d",
        "f",
        "g",
        "h",
        "j",
        "k",
        "l",
        "m",
        "n",
        "p",
        "r",
        "s",
        "t",
        "v",
        "w",
        "z",
        "br",
        "st",
        "kl",
    ]
    for second in "aeiou"
]
_FIRST = [
    "Anna",
    "Bram",
    "Chris",
    "Daan",
    "Eva",
    "Femke",
    "Gijs",
    "Hanna",
    "Iris",
    "Jan",
    "Karin",
    "Lars",
    "Maud",
    "Noor",
    "Otto",
    "Piet",
    "Zoë",
    "Roos",
    "Sven",
    "Tess",
]
_LAST = [
    "Bakker",
    "Jansen",
    "Smit",
    "Visser",
    "Mulder",
    "Meijer",
    "Bos",
    "Vos",
    "Peters",
    "Hendriks",
    "Dekker",
    "Brouwer",
    "Young",
    "Hall",
    "Wood",
    "Carter",
]
_TRADES = [
    "bouw",
    "advies",
    "hout",
    "transport",
    "catering",
    "techniek",
    "design",
    "media",
    "zorg",
    "groen",
    "metaal",
    "energie",
]


@dataclass(frozen=True, slots=True)
class Contact:
    """A relation: `employer` is the number of another one, or None."""

    number: int
    name: str
    address: str
    employer: int | None


@dataclass(frozen=True, slots=True)
class Post:
    """A message between a member and a contact."""

    number: int
    at: dt.datetime
    contact: Contact
    member: int
    outgoing: bool
    subject: str
    text: str
    attachment: bool
    private: bool
    # In the inbox of its member still, and not read.
    inbox: bool
    unread: bool


def member_address(number: int) -> str:
    """Whose mailbox a member's account is."""
    return f"member{number}@ours.example"


class World:
    """`size` messages and a tenth as many relations."""

    def __init__(self, size: int) -> None:
        self.size = size
        random = Random(11)
        self.words = _vocabulary(random)
        weights = [1 / (rank + _SHIFT) ** _EXPONENT for rank in range(_VOCABULARY)]
        self.stream = random.choices(self.words, cum_weights=list(accumulate(weights)), k=_STREAM)
        self.contacts = _contacts(max(100, size // 10), random)
        self._weights = list(accumulate(1 / (rank + 20) ** 0.8 for rank in range(len(self.contacts))))
        self._order = random.sample(range(len(self.contacts)), len(self.contacts))
        self.now = dt.datetime.now(dt.UTC).replace(microsecond=0)

    def heaviest(self, count: int) -> list[Contact]:
        """The contacts with most messages, the first one first."""
        return [self.contacts[number] for number in self._order[:count]]

    def post(self, number: int) -> Post:
        """Message `number`; 0 is the newest."""
        random = Random(number * 7919 + 1)
        contact = self.contacts[self._order[bisect(self._weights, random.random() * self._weights[-1])]]
        member = random.randrange(MEMBERS)
        outgoing = random.random() < 0.4
        fresh = number < self.size // 200
        # The last member handles nothing: 20,000 of a million wait there.
        inbox = not outgoing and (member == MEMBERS - 1 or (fresh and random.random() < 0.5))
        subject = " ".join(self._slice(random, random.randint(3, 7)))
        return Post(
            number=number,
            at=self.now
            - dt.timedelta(days=365.25 * YEARS * number / self.size, seconds=random.random() * 60),
            contact=contact,
            member=member,
            outgoing=outgoing,
            subject=f"{subject} {100_000 + number}" if number % 5 == 0 else subject,
            text=self._text(random, contact),
            attachment=random.random() < 0.2,
            private=random.random() < 0.03,
            inbox=inbox,
            unread=inbox and random.random() < 0.3,
        )

    def posts(self, start: int, stop: int) -> Iterator[Post]:
        """A run of messages."""
        return (self.post(number) for number in range(start, stop))

    def _slice(self, random: Random, count: int) -> list[str]:
        start = random.randrange(_STREAM - count)
        return self.stream[start : start + count]

    def _text(self, random: Random, contact: Contact) -> str:
        count = random.randint(50, 300)
        topics = [self.words[200 + (contact.number * 3 + n) % 20_000] for n in range(3)]
        of_its_own = random.choices(topics, k=int(count * _TOPIC_SHARE))
        words = self._slice(random, count - len(of_its_own))
        return f"Dear all,\n\n{' '.join(words)}.\n{' '.join(of_its_own)}\n\n{contact.name}"


def _vocabulary(random: Random) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < _VOCABULARY:
        # Frequent words are short, as in any language.
        length = 1 + len(words).bit_length() // 5 + random.randrange(2)
        words["".join(random.choice(_SYLLABLES) for _ in range(length))] = None
    return list(words)


def _contacts(count: int, random: Random) -> list[Contact]:
    found: list[Contact] = []
    while len(found) < count:
        number = len(found)
        if random.random() < 0.19:
            company = f"{random.choice(_LAST)} {random.choice(_TRADES)} {number}"
            domain = company.lower().replace(" ", "-") + ".example"
            found.append(Contact(number, company, f"info@{domain}", None))
            employees = min(500, int(2 / (random.random() + 0.004) ** 0.9), count - len(found))
            found += [_person(number + 1 + n, domain, number, random) for n in range(employees)]
        else:
            found.append(_person(number, "private.example", None, random))
    return found[:count]


def _person(number: int, domain: str, employer: int | None, random: Random) -> Contact:
    first, last = random.choice(_FIRST), random.choice(_LAST)
    address = f"{first.replace('ë', 'e')}.{last}{number}@{domain}".lower()
    return Contact(number, f"{first} {last}", address, employer)
