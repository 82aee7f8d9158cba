"""Mails in the proportions of `measured/sync.md`: median 6 kB, mean 20 kB, 62 % with HTML beside the text.

10 % carry a file of 60 kB to 1 MB (a quarter of these have been sent before), 10 % a logo, 35 % quote what they answer;
four charsets, four transfer encodings, signatures and stamps of the servers on the way.
"""

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from email.header import Header
from email.utils import format_datetime
from random import Random

from benchmarks.corpus import parts
from benchmarks.corpus.addresses import Person
from benchmarks.corpus.words import Language

_SMALLEST_FILE, _LARGEST_FILE = 60_000, 1_000_000
_DAYS = 900


class Corpus:
    """`mails(count)` of one company, oldest first; the same for the same seed and count."""

    def __init__(self, people: Sequence[Person], *, seed: int = 1, until: dt.datetime | None = None) -> None:
        self._random = Random(seed)
        self._people = people
        self._languages = [Language("nl", self._random), Language("en", self._random)]
        self._until = until or dt.datetime.now(dt.UTC).replace(microsecond=0)
        self._files = [self._random.randbytes(self._file_size()) for _ in range(20)]
        self._logo = b"\x89PNG\r\n\x1a\n" + self._random.randbytes(parts.LOGO_BYTES)
        # What can still be answered: Message-ID, references, subject.
        self._open: list[tuple[str, str, str]] = []

    def mails(self, count: int) -> Iterator[tuple[dt.datetime, bytes]]:
        """Each with the moment at which it arrived."""
        for number in range(count):
            moment = self._until - dt.timedelta(days=_DAYS * (count - number) / count)
            yield moment, self._mail(number, moment)

    def _mail(self, number: int, moment: dt.datetime) -> bytes:
        random = self._random
        language = random.choice(self._languages)
        paragraphs = language.paragraphs(max(12, min(4000, int(random.lognormvariate(4.7, 0.9)))))
        answers = self._open and random.random() < 0.35
        if answers:
            parent, references, subject = random.choice(self._open)
        else:
            parent, references, subject = "", "", language.line(random.randint(2, 8))
        message_id = f"<{number}.{random.getrandbits(64):x}@mail.example>"
        self._remember(message_id, f"{references} {message_id}".strip(), subject)
        head = self._head(
            moment, subject if not answers else f"Re: {subject}", message_id, parent, references
        )
        quote = language.paragraphs(60) if answers else []
        return head + self._body(paragraphs, quote)

    def _remember(self, message_id: str, references: str, subject: str) -> None:
        known = (message_id, " ".join(references.split()[-10:]), subject)
        if len(self._open) < 2000:
            self._open.append(known)
        else:
            self._open[self._random.randrange(2000)] = known

    def _head(
        self, moment: dt.datetime, subject: str, message_id: str, parent: str, references: str
    ) -> bytes:
        random = self._random
        sender = self._sender()
        copies = [random.choice(self._people).mailbox for _ in range(random.choice((0, 0, 0, 0, 1, 2)))]
        written = subject if subject.isascii() else Header(subject, "utf-8").encode()
        lines = [
            parts.on_the_way(format_datetime(moment), random).rstrip("\r\n"),
            f"From: {sender.mailbox}",
            "To: Info <info@ours.example>",
            *([f"Cc: {', '.join(copies)}"] if copies else []),
            f"Subject: {written}".replace("\n", "\r\n"),
            f"Date: {format_datetime(moment)}",
            f"Message-ID: {message_id}",
            *(
                [f"In-Reply-To: {parent}", "References: " + references.replace(" ", "\r\n ")]
                if parent
                else []
            ),
            "MIME-Version: 1.0",
        ]
        return ("\r\n".join(lines) + "\r\n").encode()

    def _sender(self) -> Person:
        """Seven in ten are known, and few of these write most."""
        random = self._random
        if random.random() < 0.7:
            return self._people[int(len(self._people) * random.random() ** 2)]
        number = random.randrange(20_000)
        return Person(f"Stranger {number}", "", f"stranger{number}@elsewhere{number % 900}.example")

    def _body(self, paragraphs: list[str], quote: list[str]) -> bytes:
        random = self._random
        kind, logo, file = random.random(), random.random() < 0.10, random.random() < 0.10
        text = parts.plain(paragraphs) + (parts.quoted(parts.plain(quote)) if quote else "")
        rich = parts.html(paragraphs, quote=" ".join(quote), logo=logo)
        if kind < 0.62:
            body = parts.joined(
                [parts.text_part(text, "plain", random), parts.text_part(rich, "html", random)],
                "alternative",
                random,
            )
        else:
            body = parts.text_part(text if kind < 0.88 else rich, "plain" if kind < 0.88 else "html", random)
        if logo and not (0.62 <= kind < 0.88):
            picture = parts.file_part(self._logo, kind="image/png", name="logo.png", content_id="logo@mail")
            body = parts.joined([body, picture], "related", random)
        return parts.joined([body, self._file()], "mixed", random) if file else body

    def _file(self) -> bytes:
        random = self._random
        kept = random.random() < 0.25
        data = random.choice(self._files) if kept else self._fresh_file()
        name = f"{random.choice(('offerte', 'invoice', 'tekening', 'report'))} {random.randrange(10_000)}.pdf"
        return parts.file_part(data, kind="application/pdf", name=name)

    def _fresh_file(self) -> bytes:
        """Three quarters cannot be compressed."""
        size = self._file_size()
        noise = self._random.randbytes(size * 3 // 4)
        return noise + b"0 0 0 rg 12.5 88.1 m\n" * ((size - len(noise)) // 21)

    def _file_size(self) -> int:
        return min(_LARGEST_FILE, int(_SMALLEST_FILE * math.exp(self._random.expovariate(1 / 0.45))))
