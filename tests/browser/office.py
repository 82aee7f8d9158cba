"""A day at Van Dijk Interieur: relations in a hierarchy and real mails, parsed as the synchronisation does it.

Fills the company that is active, for tests that look at the inbox and for the pictures in docs/.
"""

import struct
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count

from django.utils.timezone import localtime, now

from spindle.archive.models import Entry
from spindle.channels.contract import Direction, IncomingMessage, Place
from spindle.channels.models import Account
from spindle.mail.parsing import parse
from spindle.members.models import Member
from spindle.relations.actions import add_point, create_relation
from spindle.relations.card import Card
from spindle.relations.models import Kind, PointKind, Relation, RelationType
from spindle.relations.points import Point
from tests.factories import account, received

_numbers = count(1)
OURS = "info@vandijkinterieur.example"
BODY = """<p>Dag Eline,</p><p>De tekening ziet er goed uit. Twee dingen nog:</p>
<ul><li>de hoogte van de toonbank mag 4 cm lager, op 92 cm;</li>
<li>kan de wandkast in dezelfde <b>gerookte eik</b> als bij de zaak in Zeist?</li></ul>
<table width="100%" style="border-collapse:collapse"><tr><th align="left">Onderdeel</th><th align="left">Aantal</th>
<th align="right">Bedrag</th></tr>
<tr><td>Toonbank, eiken, 3,40 m</td><td>1</td><td align="right">€ 8.450,00</td></tr>
<tr><td>Wandkast met zes laden</td><td>1</td><td align="right">€ 5.920,00</td></tr>
<tr><td><b>Totaal zonder btw</b></td><td></td><td align="right"><b>€ 14.370,00</b></td></tr></table>
<p>Als de prijs dan gelijk blijft, teken ik deze week. Past het om vrijdag even te bellen?</p>
<p style="color:#666">Anneke van den Berg<br>Bakkerij Van den Berg · Biltstraat 114, Utrecht</p>
<img src="https://tracker.example/1.gif" width="1" height="1"><img src="https://pictures.example/logo.png">"""


def mail(
    subject: str,
    sender: str,
    text: str,
    *,
    to: str = f"Van Dijk Interieur <{OURS}>",
    cc: str = "",
    html: str = "",
    files: tuple[tuple[str, str, bytes], ...] = (),
    at: datetime | None = None,
    answers: str = "",
    name: str = "",
    place: Place = Place.INBOX,
    seen: bool = False,
) -> IncomingMessage:
    """One mail. `files`: name, type and content of each; `name` and `answers` are Message-IDs without brackets."""
    moment = at or now()
    built = EmailMessage()
    built["Subject"], built["From"], built["To"] = subject, sender, to
    built["Date"] = format_datetime(moment)
    built["Message-ID"] = f"<{name or f'{next(_numbers)}.{moment.timestamp()}@office.example'}>"
    if cc:
        built["Cc"] = cc
    if answers:
        built["In-Reply-To"] = built["References"] = f"<{answers}>"
    built.set_content(text)
    if html:
        built.add_alternative(html, subtype="html")
    for file, content_type, content in files:
        main, _, sub = content_type.partition("/")
        built.add_attachment(content, maintype=main, subtype=sub, filename=file)
    return incoming(built.as_bytes(), at=moment, place=place, seen=seen)


def incoming(raw: bytes, *, at: datetime, place: Place = Place.INBOX, seen: bool = False) -> IncomingMessage:
    """The message that the synchronisation makes of these bytes."""
    read = parse(raw)
    sent = place in {Place.SENT, Place.DRAFTS}
    return IncomingMessage(
        external_id=f"1:1:{next(_numbers)}",
        fingerprint=read.fingerprint,
        at=at,
        direction=Direction.OUT if sent else Direction.IN,
        place=place,
        subject=read.subject,
        sender=read.sender,
        from_=read.from_,
        to=read.to,
        cc=read.cc,
        bcc=read.bcc,
        reply_to=read.reply_to,
        sent_at=read.date,
        message_id=read.message_id,
        references=read.references,
        text=read.text,
        snippet=read.snippet,
        attachments=read.attachments,
        seen=seen or sent,
        raw=raw,
        size=len(raw),
    )


@dataclass(frozen=True, slots=True)
class Office:
    """What stands in the company."""

    box: Account
    anneke: Relation
    entries: list[Entry]


def furnish(me: Member, *colleagues: Member) -> Office:
    """Relations, and two days of mail in a mailbox that these members share."""
    box = account(me, *colleagues, address=OURS)
    Member.objects.create(
        identity=900_001,
        first_name="Joris",
        last_name="Bakker",
        email="joris@vandijkinterieur.example",
        hue=2,
    )
    bakery = _business(
        me, "Bakkerij Van den Berg", "customer_business", "info@bakkerijvandenberg.example", "Utrecht"
    )
    anneke = _person(me, "Anneke van den Berg", bakery, "anneke@bakkerijvandenberg.example", "Eigenaar")
    add_point(anneke.pk, Point(PointKind.MOBILE, "+31 6 41328890"), by=me)
    hotel = _business(me, "Hotel De Gouden Leeuw", "customer_business", "info@goudenleeuw.example", "Utrecht")
    _person(me, "Daan Verhoeven", hotel, "daan@goudenleeuw.example", "Manager")
    coffee = _business(me, "Northgate Coffee", "customer_business", "hello@northgate.example", "Leeds")
    _person(me, "Priya Raman", coffee, "priya@northgate.example", "Owner")
    for company, kind, address, city in (
        ("Lumen Verlichting", "supplier", "orders@lumen.example", "Almere"),
        ("Tandartspraktijk Lindehof", "customer_business", "praktijk@lindehof.example", "Zeist"),
        ("Hartman & Zn Hout", "supplier", "verkoop@hartman.example", "Deventer"),
        ("Café Noord", "prospect", "post@cafenoord.example", "Amsterdam"),
        ("Kinderopvang De Boomhut", "customer_business", "info@boomhut.example", "Houten"),
        ("Atelier Kaat", "customer_business", "studio@atelierkaat.example", "Antwerpen"),
        ("Bouwteam Oost", "partner", "info@bouwteam-oost.example", "Almelo"),
    ):
        _business(me, company, kind, address, city)
    return Office(box, anneke, received(box, *_mails()))


def _business(me: Member, name: str, kind: str, email: str, city: str) -> Relation:
    return create_relation(
        Card(
            kind=Kind.BUSINESS,
            type_id=RelationType.objects.get(code=kind).pk,
            name=name,
            city=city,
            points=(Point(PointKind.EMAIL, email),),
        ),
        by=me,
    )


def _person(me: Member, name: str, employer: Relation, email: str, job: str) -> Relation:
    return create_relation(
        Card(
            kind=Kind.PERSON,
            type_id=employer.type_id,
            parent_id=employer.pk,
            name=name,
            job_title=job,
            street="Biltstraat 114",
            city="Utrecht",
            points=(Point(PointKind.EMAIL, email),),
        ),
        by=me,
    )


def _mails() -> list[IncomingMessage]:
    today = localtime().replace(second=0, microsecond=0)
    ago = [today - timedelta(minutes=minutes) for minutes in range(4, 60, 5)]
    days = [today - timedelta(days=number, minutes=7 * number) for number in range(1, 30)]
    offer = ("Offerte 2026-0341 getekend.pdf", "application/pdf", b"%PDF-1.7" + b"0" * 284_000)
    anneke, eline = "Anneke van den Berg <anneke@bakkerijvandenberg.example>", f"Eline Visser <{OURS}>"
    thread = [
        mail("Aanvraag toonbank", anneke, "Kunnen jullie een toonbank maken?", at=days[18], seen=True),
        mail("Top, tot dinsdag!", anneke, "Top, tot dinsdag!", at=days[6], seen=True),
        mail(
            "Offerte toonbank en wandkast", eline, "Dag Anneke, bijgaand de offerte voor de toonbank.",
            to=anneke, at=days[4], name="offerte@office.example", files=(offer,), place=Place.SENT,
        ),
        mail(
            "Re: Offerte toonbank en wandkast", anneke, "De tekening ziet er goed uit.", html=BODY, at=ago[0],
            cc="Joris Bakker <joris@vandijkinterieur.example>", answers="offerte@office.example",
            files=(offer, ("kast-zeist.png", "image/png", _picture())),
        ),
    ]  # fmt: skip
    senders = (
        ("Foto van de lobby", "Daan Verhoeven <daan@goudenleeuw.example>", "Zo staat het nu. Kan de balie 20 cm naar links?"),
        ("Bar counter, Leeds store: revised drawing", "Priya Raman <priya@northgate.example>", "Hi Eline, the revised drawing is attached."),
        ("Orderbevestiging 20264417", "Lumen Verlichting <orders@lumen.example>", "Uw bestelling van 12 spots is bevestigd."),
        ("Afspraak inmeten donderdag", "Saskia Mulder <praktijk@lindehof.example>", "Beste Eline, past donderdag om half negen?"),
        ("Samenwerking project Cruquius", "Kemal Öztürk <k.ozturk@bouwteam-oost.example>", "Geachte mevrouw Visser, wij zoeken een interieurbouwer."),
        ("Prijswijziging eiken fineer per 1 december", "Hartman & Zn Hout <verkoop@hartman.example>", "Per 1 december wijzigt de prijs van eiken fineer."),
        ("Nieuwe keuken", "Wouter Prins <wouter.prins@gmail.example>", "Ik kreeg jullie naam van Bakkerij Van den Berg."),
        ("Re: Planning verbouwing januari", "Wessel de Graaf <post@cafenoord.example>", "Wij gaan graag door in week 3."),
        ("Re: Garderobekasten groep 3", "Kinderopvang De Boomhut <info@boomhut.example>", "Helemaal akkoord met de kleuren."),
        ("Factuur 2026-0812", "Kaat Willems <studio@atelierkaat.example>", "Dag, klopt het dat de btw ontbreekt?"),
    )  # fmt: skip
    times = [*ago[1:8], *days[:3]]
    rest = [
        mail(subject, sender, text, at=at, seen=number in {2, 5}, files=(offer,) if number % 3 == 1 else ())
        for number, ((subject, sender, text), at) in enumerate(zip(senders, times, strict=True))
    ]
    older = [
        mail(
            f"Levering week {40 - number}",
            senders[number % 9][1],
            "Zoals besproken.",
            at=days[number],
            seen=True,
        )
        for number in range(5, 29)
    ]
    return [*thread, *rest, *older]


def _picture(width: int = 320, height: int = 240) -> bytes:
    """A PNG of a warm gradient (RFC 2083), so that a preview has something to show."""
    rows = b"".join(
        b"\0" + b"".join(bytes((180 - y // 4, 140 - x // 8, 90)) for x in range(width)) for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
