"""Which files come with a letter, by the words of a play: quote, invoice, drawing, photo, …"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from tools.demo import files
from tools.demo.letters import File
from tools.demo.pool import photos, picture
from tools.demo.wording import Topic, euros

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OUR_ADDRESS = "Werkspoorkade 18, 3542 AD Utrecht"


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who sends the file, to whom, about what, and in the how-manieth turn."""

    sender: str
    organiser: str
    guest: str
    guest_name: str
    place: str
    topic: Topic
    turn: int
    ours: bool
    uid: str


def attach(kind: str, occasion: Occasion, random: Random) -> File:
    """The file of this kind."""
    return _MAKERS[kind](occasion, random)


def price_rows(topic: Topic) -> list[tuple[str, float]]:
    """What a quote is made of, in euros without VAT; the sum is the topic's."""
    montage, transport = round(topic.sum * 0.17), round(topic.sum * 0.05)
    names = {
        "nl": (
            f"{topic.words['Thing']}, {topic.words['wood']}, {topic.words['size']}",
            "Montage",
            "Transport",
        ),
        "en": (
            f"{topic.words['Thing']}, {topic.words['wood']}, {topic.words['size']}",
            "Fitting",
            "Delivery",
        ),
    }[topic.language]
    return list(zip(names, (topic.sum - montage - transport, montage, transport), strict=True))


def price_table(topic: Topic) -> str:
    """The same as a table of the small markup."""
    head, total = {
        "nl": ("| Onderdeel | Bedrag |", "Totaal zonder btw"),
        "en": ("| Item | Amount |", "Total excluding VAT"),
    }[topic.language]
    rows = [f"| {name} | {euros(price, topic.language)} |" for name, price in price_rows(topic)]
    return "\n".join([head, *rows, f"| {total} | {euros(topic.sum, topic.language)} |"])


def _quote(occasion: Occasion, _random: Random) -> File:
    topic = occasion.topic
    number = topic.words["quote"] if occasion.ours else topic.words["order"]
    word = {"nl": "Offerte", "en": "Quotation"}[topic.language]
    return _paper(f"{word} {number}", occasion)


def _invoice(occasion: Occasion, _random: Random) -> File:
    word = {"nl": "Factuur", "en": "Invoice"}[occasion.topic.language]
    return _paper(f"{word} {occasion.topic.words['invoice']}", occasion)


def _paper(title: str, occasion: Occasion) -> File:
    topic = occasion.topic
    lines = [
        occasion.sender,
        OUR_ADDRESS if occasion.ours else "",
        "",
        occasion.guest_name,
        occasion.place,
        "",
    ]
    lines += [f"{name}:  {euros(price, topic.language)}" for name, price in price_rows(topic)]
    lines += ["", f"Btw / VAT 21%:  {euros(topic.sum * 0.21, topic.language)}"]
    lines.append(f"Totaal / total:  {euros(topic.sum * 1.21, topic.language)}")
    return File(f"{title}.pdf", "application/pdf", files.pdf(title, lines))


def _drawing(occasion: Occasion, random: Random) -> File:
    topic = occasion.topic
    word = {"nl": "Tekening", "en": "Drawing"}[topic.language]
    title = f"{word} {topic.words['thing']} v{1 + occasion.turn // 2}"
    lines = [f"{topic.words['reference']}, 1:20", f"{topic.words['wood']}, {topic.words['colour']}"]
    front = files.cabinet(random.randrange(3, 7), random.randrange(2, 5))
    return File(f"{title}.pdf", "application/pdf", files.pdf(title, lines, drawing=front))


def _photo(_occasion: Occasion, random: Random) -> File:
    return _shot([name for name in photos() if not name.startswith("damage")], random)


def _damage(_occasion: Occasion, random: Random) -> File:
    return _shot([name for name in photos() if name.startswith("damage")], random)


def _shot(names: list[str], random: Random) -> File:
    return File(f"IMG_{random.randrange(1000, 9999)}.jpg", "image/jpeg", picture(random.choice(names)))


def _rows(topic: Topic) -> list[tuple[str | float, ...]]:
    head = {"nl": ("Onderdeel", "Aantal", "Bedrag"), "en": ("Item", "Number", "Amount")}[topic.language]
    return [head, *((name, 1, price) for name, price in price_rows(topic))]


def _sheet(occasion: Occasion, _random: Random) -> File:
    word = {"nl": "Overzicht", "en": "Overview"}[occasion.topic.language]
    return File(
        f"{word} {occasion.topic.words['quote']}.xlsx", SPREADSHEET, files.xlsx(_rows(occasion.topic))
    )


def _csv(occasion: Occasion, _random: Random) -> File:
    return File(
        f"export-{occasion.topic.words['order']}.csv",
        "text/csv; charset=utf-8",
        files.table(_rows(occasion.topic)),
    )


def _ics(occasion: Occasion, _random: Random) -> File:
    topic = occasion.topic
    begins: datetime = topic.meeting
    summary = f"{topic.words['Thing']}, {topic.words['company']}"
    content = files.invitation(
        summary, occasion.place, begins, organiser=occasion.organiser, guest=occasion.guest, uid=occasion.uid
    )
    return File("afspraak.ics", "text/calendar; charset=utf-8; method=REQUEST", content)


_MAKERS: Mapping[str, Callable[[Occasion, Random], File]] = {
    "quote": _quote,
    "invoice": _invoice,
    "drawing": _drawing,
    "photo": _photo,
    "damage": _damage,
    "sheet": _sheet,
    "csv": _csv,
    "ics": _ics,
}
