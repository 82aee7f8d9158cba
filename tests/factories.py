"""Speaking factories for the core's tests, and the company that they work in: a real SQLCipher file each.

from tests.factories import account, company, member, message, received, relation
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count

import pytest

from spindle.archive.models import Entry
from spindle.channels.contract import AttachmentInfo, Direction, IncomingMessage, Mailbox, Place
from spindle.channels.models import Account, AccountMember
from spindle.ingest.receive import receive
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.organisations.models import Organisation
from spindle.relations.actions import create_relation
from spindle.relations.card import Card
from spindle.relations.models import Kind, PointKind, Relation, RelationType
from spindle.relations.points import Point

_numbers = count(1)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def company(active_acme: Organisation) -> Organisation:
    """A new company with the usual relation types, active for the test."""
    return active_acme


def member(first_name: str = "Anna", *, role: Role = Role.USER, email: str = "") -> Member:
    """A colleague."""
    number = next(_numbers)
    address = email or f"{first_name.lower()}{number}@ours.example"
    # Beyond the ids of identities that signed up.
    return Member.objects.create(identity=100_000 + number, first_name=first_name, email=address, role=role)


def account(*members: Member, address: str = "") -> Account:
    """A mailbox that these members share."""
    made = Account.objects.create(
        kind="mail", address=address or f"box{next(_numbers)}@ours.example", state="ok"
    )
    for one in members:
        AccountMember.objects.create(account=made, member=one)
    return made


def relation(
    name: str = "Bakkerij", *, email: str = "", below: Relation | None = None, type_code: str = "other"
) -> Relation:
    """A business; below another one, a person. Made by a new colleague."""
    card = Card(
        kind=Kind.PERSON if below else Kind.BUSINESS,
        type_id=RelationType.objects.get(code=type_code).pk,
        parent_id=below.pk if below else None,
        name=name,
        points=(Point(PointKind.EMAIL, email),) if email else (),
    )
    return create_relation(card, by=member("Maker"))


def mailbox(text: str) -> Mailbox:
    """'Jan <jan@x.example>' or a bare address."""
    name, _, address = text.rpartition("<")
    return Mailbox(name.strip(), address.rstrip(">").strip())


def message(
    subject: str = "Order",
    *,
    sender: str = "Jan <jan@customer.example>",
    to: tuple[str, ...] = ("info@ours.example",),
    cc: tuple[str, ...] = (),
    reply_to: tuple[str, ...] = (),
    text: str = "Dear all, the order is on its way.",
    message_id: str = "",
    references: tuple[str, ...] = (),
    at: datetime | None = None,
    place: Place = Place.INBOX,
    direction: Direction = Direction.IN,
    seen: bool = False,
    attachments: tuple[AttachmentInfo, ...] = (),
    fingerprint: str = "",
) -> IncomingMessage:
    """A parsed message, each call a different one a minute later than the last."""
    number = next(_numbers)
    return IncomingMessage(
        external_id=f"1:1:{number}",
        fingerprint=fingerprint or sha256(str(number).encode()).hexdigest(),
        at=at or NOON + timedelta(minutes=number),
        direction=direction,
        place=place,
        subject=subject,
        sender=mailbox(sender),
        from_=(mailbox(sender),),
        to=tuple(map(mailbox, to)),
        cc=tuple(map(mailbox, cc)),
        reply_to=tuple(map(mailbox, reply_to)),
        message_id=message_id or f"<{number}@customer.example>",
        references=references,
        text=text,
        seen=seen,
        attachments=attachments,
        raw=f"Subject: {number}\r\n\r\nraw {number}".encode(),
    )


def received(box: Account, *messages: IncomingMessage) -> list[Entry]:
    """The entries that these messages became, in their order."""
    answers = receive(box, messages or (message(),))
    found = Entry.objects.in_bulk([answer.entry_id for answer in answers])
    return [found[answer.entry_id] for answer in answers]
