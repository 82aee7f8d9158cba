"""From a text of the pool to words: [this|that] is chosen, {gaps} are filled, the same for a whole conversation."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from tools.demo.cast import Person
from tools.demo.pool import text as pool_text

_WORDS = tomllib.loads(pool_text("words.toml"))
_CHOICE = re.compile(r"\[(?:(\d):)?([^\[\]]*)\]")
_MONTHS = {
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_DAYS = {
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
COLLEAGUES = ("Tom", "Meryem")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a conversation is about: the gaps' words, the sum (whole euros without VAT), and the meeting in it."""

    words: Mapping[str, str]
    sum: int
    meeting: datetime
    language: str


def spin(text: str, random: Random, *, key: str) -> str:
    """Choose one of each [a|b]; of [1:a|b] the same one in all texts with this key."""

    def chosen(found: re.Match[str]) -> str:
        source = Random(f"{key} {found[1]}") if found[1] else random  # noqa: S311 (an example, not a secret)
        options: list[str] = found[2].split("|")
        return source.choice(options)

    return _CHOICE.sub(chosen, text)


def day(moment: date, language: str) -> str:
    """'donderdag 26 november' or 'Thursday 26 November'."""
    return f"{_DAYS[language][moment.weekday()]} {moment.day} {_MONTHS[language][moment.month - 1]}"


def names_a_day(words: str) -> bool:
    """Whether a text speaks of a date."""
    return any(f" {name}" in words for names in _MONTHS.values() for name in names)


def month(moment: date, language: str) -> str:
    """The month's name."""
    return _MONTHS[language][moment.month - 1]


def euros(amount: float, language: str) -> str:
    """'€ 8.450,00' or '€8,450.00'."""
    plain = f"{amount:,.2f}"
    if language == "en":
        return f"€{plain}"
    return "€ " + plain.translate(str.maketrans(",.", ".,"))


def working_day(moment: datetime, days: int) -> datetime:
    """So many days later, and on to Monday if that is a weekend."""
    later = moment + timedelta(days=days)
    return later + timedelta(days=max(0, 7 - later.weekday()) if later.weekday() > 4 else 0)


def topic(person: Person, begins: datetime, random: Random, *, us: str) -> Topic:
    """What this person and `us` (a first name of ours) talk about from `begins` on."""
    language = person.language
    visit = working_day(begins, random.randrange(6, 12)).replace(
        hour=random.randrange(8, 17), minute=random.choice((0, 30)), second=0
    )
    thing, the, one = _product(person.trade, language, random)
    total = random.randrange(9, 190) * 100
    words = {
        "thing": thing,
        "product": the,
        "a_thing": one,
        "material": _material(person.trade, language, random),
        "count": str(random.randrange(4, 60)),
        "size": _size(random, language),
        "amount": euros(total * 1.21, language),
        "deposit": euros(total * 0.4, language),
        "quote": f"{begins.year}-{_serial(begins, 0.45) + random.randrange(3):04}",
        "invoice": f"{begins.year}-{_serial(begins, 1.05) + random.randrange(5):04}",
        "order": f"{begins.year}{random.randrange(1000, 9999)}",
        "time": f"{visit:%H:%M}",
        "us": us,
        "other": random.choice(COLLEAGUES),
        "company": person.business.name if person.business else person.last,
        "domain": person.business.domain if person.business else "",
        "city": person.place.city,
        "street": re.sub(r"^\d+ | \d+$", "", person.place.street),
        "home": "Utrecht",
        "quarter": f"Q{(begins.month - 1) // 3 + 1} {begins.year}",
        **{key: random.choice(_WORDS["fill"][language][key]) for key in ("wood", "colour", "reference")},
        **_dates(begins, visit, random, language),
    }
    return Topic(
        words | {key.capitalize(): _capital(value) for key, value in words.items()}, total, visit, language
    )


def _dates(begins: datetime, visit: datetime, random: Random, language: str) -> dict[str, str]:
    delivery = working_day(begins, random.randrange(14, 70))
    return {
        "visit": day(visit, language),
        "delivery": day(delivery, language),
        "deadline": day(working_day(begins, random.randrange(20, 40)), language),
        "week": str((begins + timedelta(days=random.randrange(35, 80))).isocalendar().week),
        "month": month(begins + timedelta(days=random.randrange(-25, 4)), language),
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _product(trade: str, language: str, random: Random) -> list[str]:
    products = _WORDS["products"][language]
    found: list[str] = random.choice(products.get(trade) or products["office"])
    return found


def _material(trade: str, language: str, random: Random) -> str:
    materials = _WORDS["materials"][language]
    found: str = random.choice(materials.get(trade) or materials["other"])
    return found


def _size(random: Random, language: str) -> str:
    size = f"{random.randrange(140, 620, 5) / 100:.2f} m"
    return size.replace(".", ",") if language == "nl" else size


def _serial(moment: datetime, per_day: float) -> int:
    """A number that grows through the year, as those of quotes and invoices do."""
    return 100 + int(moment.timetuple().tm_yday * per_day * 2)


def fill(text: str, subject: Topic, random: Random) -> str:
    """The text with its choices made and its gaps filled, `{table}` aside."""
    filled = spin(text, random, key=subject.words["order"] + subject.words["quote"])
    return re.sub(r"\{(\w+)\}", lambda gap: subject.words.get(gap[1], gap[0]), filled).strip()
