"""Fills a company's archive by the real way in, without a mail server: for the pages. Import within `installation.fresh`."""

import datetime as dt
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from random import Random

from benchmarks.corpus import Person
from benchmarks.corpus.words import Language
from spindle.channels.contract import Direction, IncomingMessage, Mailbox, Place
from spindle.channels.models import Account
from spindle.ingest.receive import receive
from spindle.organisations.backends.sqlcipher.base import fast_commits

BATCH = 300
_DAYS = 900
# Of the inbox's mail so much was handled; the rest still stands there.
_FINISHED = 0.9


def fill(account: Account, people: Sequence[Person], count: int) -> None:
    """That many messages of the last years, newest first, in the active company."""
    messages = _messages(people, count)
    with fast_commits():
        while batch := list(islice(messages, BATCH)):
            receive(account, batch)


def _messages(people: Sequence[Person], count: int) -> Iterator[IncomingMessage]:
    random = Random(3)
    languages = [Language("nl", random), Language("en", random)]
    now = dt.datetime.now(dt.UTC)
    for number in range(count):
        language = random.choice(languages)
        person = people[int(len(people) * random.random() ** 2)]
        at = now - dt.timedelta(days=_DAYS * number / count)
        yield _message(number, person, language, at, random)


def _message(
    number: int, person: Person, language: Language, at: dt.datetime, random: Random
) -> IncomingMessage:
    subject, text = language.line(5), "\n\n".join(language.paragraphs(random.randint(30, 200)))
    # A third belongs to a thread of three.
    thread = f"{number - number % 3}@thread.example" if number % 9 < 3 else ""
    raw = (
        f"From: {person.mailbox}\r\nTo: info@ours.example\r\nSubject: {subject}\r\nMessage-ID: <{number}@mail.example>\r\n"
        f"Date: {at:%d %b %Y %H:%M:%S} +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()
    sender = Mailbox(person.name, person.address)
    return IncomingMessage(
        external_id=f"1:1:{number}",
        fingerprint=blake2b(raw, digest_size=16).hexdigest(),
        at=at,
        direction=Direction.IN,
        place=Place.FINISHED if random.random() < _FINISHED else Place.INBOX,
        subject=subject,
        sender=sender,
        from_=(sender,),
        to=(Mailbox("", "info@ours.example"),),
        sent_at=at,
        message_id=f"{number}@mail.example",
        references=(thread,) if thread else (),
        text=text,
        snippet=text[:200],
        seen=random.random() < 0.9,
        raw=raw,
    )
