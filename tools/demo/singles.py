"""Messages that nobody answers: notices, newsletters, spam, and strangers who write for the first time."""

import hashlib
import tomllib
from datetime import datetime
from email.utils import parseaddr
from html import escape
from random import Random

from tools.demo.attaching import Occasion, attach
from tools.demo.cast import Cast, Person, draw_stranger
from tools.demo.letters import Copy, Letter, Party
from tools.demo.playing import BOXES, Plan, play
from tools.demo.pool import text
from tools.demo.scripts import Turn, turns
from tools.demo.wording import fill, month, topic

_POOL = tomllib.loads(text("notices.toml"))
DELETED_SHARE = 0.35


def notice(cast: Cast, at: datetime, random: Random, *, number: int) -> Letter:
    """What a company's desk sends: a confirmation, an invoice, an absence."""
    row = random.choice(_POOL["notice"])
    people = [
        person for person in cast.people
        if person.business and person.type in row["who"] and person.language in row["languages"]
    ]  # fmt: skip
    if not people:
        return newsletter(cast, at, random, number=number)
    person = random.choice(people)
    return _from_desk(person, row, at, random, number)


def _from_desk(
    person: Person, row: dict[str, list[str]], at: datetime, random: Random, number: int
) -> Letter:
    """A supplier's notices come from the desk; others' from the person."""
    assert person.business is not None
    about = topic(person, at, random, us="Eline")
    desk = person.type == "supplier"
    sender = (
        Party(person.business.name, person.business.order_mail)
        if desk
        else Party(person.name, person.address)
    )
    box = str(row.get("box", "verkoop"))
    message_id = _message_id("notice", number, person.business.domain)
    greeting = {
        "nl": ("Beste relatie,", "Geachte heer, mevrouw,", "Beste klant,"),
        "en": ("Dear customer,", "Dear Sir or Madam,"),
    }
    occasion = Occasion(
        sender=person.business.name, organiser=sender.address, guest=BOXES[box], guest_name="Van Dijk Interieur",
        place="Utrecht", topic=about, turn=0, ours=False, uid=message_id,
    )  # fmt: skip
    body = fill(str(row["text"]), about, random)
    closing = {"nl": "Met vriendelijke groet,", "en": "Kind regards,"}[person.language]
    name = person.business.name if desk else person.first
    return Letter(
        thread=number + 1_000_000,
        copies=(Copy(box, "archive"),),
        at=at,
        sender=sender,
        to=(Party("Van Dijk Interieur", BOXES[box]),),
        subject=fill(str(row["subject"]), about, random),
        message_id=message_id,
        text=f"{random.choice(greeting[person.language])}\n\n{body}\n\n{closing}\n{name}",
        language=person.language,
        client=person.client,
        charset=person.charset,
        files=tuple(attach(kind, occasion, random) for kind in row["files"]),
        automatic=bool(row.get("automatic", False)),
    )


def newsletter(_cast: Cast, at: datetime, random: Random, *, number: int) -> Letter:
    """HTML with pictures that lie on the sender's site; some are deleted unread."""
    row = random.choice(_POOL["newsletter"])
    name, address = parseaddr(row["from"])
    language = row.get("language", "nl")
    words = {"topic": random.choice(row["topics"]), "month": month(at, language)}
    subject = random.choice(row["subject"]).format(**words)
    chosen = random.sample(row["paragraphs"], k=min(2, len(row["paragraphs"])))
    folder = "trash" if random.random() < DELETED_SHARE else "archive"
    box = random.choice(("verkoop", "eline"))
    return Letter(
        thread=number + 1_000_000,
        copies=(Copy(box, folder),),
        at=at.replace(hour=random.randrange(5, 9)) if at.hour > 9 else at,
        sender=Party(name, address),
        to=(Party("", BOXES[box]),),
        subject=_capital(subject),
        message_id=_message_id("newsletter", number, address.partition("@")[2]),
        text="\n\n".join([row["title"], *chosen]),
        language=language,
        client="gmail",
        newsletter=_newsletter_html(row["title"], _capital(words["topic"]), chosen, address, number),
    )


def _newsletter_html(title: str, headline: str, chosen: list[str], address: str, number: int) -> str:
    site = f"https://www.{address.partition('@')[2]}"
    parts = "".join(
        f'<tr><td style="padding:12px 24px"><img src="{site}/img/{number}-{place}.jpg" width="552" alt="">'
        f'<p style="line-height:1.5">{escape(paragraph)}</p><p><a href="{site}/artikel/{number}{place}">Lees verder</a></p></td></tr>'
        for place, paragraph in enumerate(chosen)
    )
    return (
        '<html><body style="background:#f2f2f0;margin:0"><table width="100%"><tr><td align="center">'
        '<table width="600" style="background:#ffffff;font-family:Georgia,serif;color:#222">'
        f'<tr><td style="padding:24px;background:#2d3f36;color:#ffffff"><h1 style="font-size:22px">{escape(title)}</h1>'
        f"<p>{escape(headline)}</p></td></tr>{parts}"
        f'<tr><td style="padding:24px;color:#777;font-size:12px"><a href="{site}/uit">Afmelden</a></td></tr></table>'
        f'</td></tr></table><img src="{site}/open.gif?n={number}" width="1" height="1" alt=""></body></html>\n'
    )


def spam(_cast: Cast, at: datetime, random: Random, *, number: int) -> Letter:
    """What the mail server has put aside."""
    row = random.choice(_POOL["spam"])
    name, address = parseaddr(row["from"])
    box = random.choice(("verkoop", "verkoop", "eline"))
    return Letter(
        thread=number + 1_000_000,
        copies=(Copy(box, "spam", seen=False),),
        at=at,
        sender=Party(name, address),
        to=(Party("", BOXES[box]),),
        subject=row["subject"],
        message_id=_message_id("spam", number, address.partition("@")[2]),
        text=row["text"],
        language="en",
        client=random.choice(("html", "gmail", "plain")),
        spam=True,
    )


def unknown(_cast: Cast, at: datetime, random: Random, *, number: int) -> Letter:
    """A stranger's first message."""
    row = random.choice(_POOL["unknown"])
    person = draw_stranger(row["language"], random)
    head = " ".join(["@them", *row.get("files", ())])
    (turn,) = turns(f"{head}\n{row['text']}")
    return _first(person, turn, row["subject"], at, random, number)


def _first(person: Person, turn: Turn, subject: str, at: datetime, random: Random, number: int) -> Letter:
    return next(play(Plan(number + 1_000_000, person, subject, [(turn, at)], "verkoop", known=False), random))


def _message_id(kind: str, number: int, domain: str) -> str:
    return f"{hashlib.sha256(f'{kind} {number}'.encode()).hexdigest()[:24]}@{domain}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
