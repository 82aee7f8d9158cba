"""Puts the world's relations and messages into a company, in bulk, by the statements of the real way in.

Raw mail is left out: neither list nor search reads it. Import where Django is set up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.timezone import now

from benchmarks.million.world import MEMBERS, Contact, Post, World, member_address
from spindle.archive.bulk import Insert, Row, Value, moment
from spindle.archive.models import Address, Conversation, LinkOrigin
from spindle.archive.search.index import index
from spindle.archive.search.texts import Text
from spindle.archive.time_key import SLOTS, first_key
from spindle.channels.contract import Place
from spindle.channels.models import Account, AccountMember
from spindle.ingest import rows
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.organisations.durability import fast_commits
from spindle.relations.models import ContactPoint, Kind, PointKind, Relation, RelationType
from spindle.relations.search import index as relations

BATCH = 500
_CONVERSATIONS = Insert(Conversation, ("id",), ignore=True)
_FROM, _TO = "from", "to"


@dataclass(slots=True)
class Company:
    """The ids of what is filled in, by the world's numbers."""

    members: list[Member] = field(default_factory=list)
    accounts: list[int] = field(default_factory=list)
    relations: list[int] = field(default_factory=list)
    addresses: dict[str, int] = field(default_factory=dict)


def fill(world: World) -> Company:
    """Everything, newest first, in the active company."""
    company = Company()
    with fast_commits():
        with transaction.atomic(using="organisation", durable=True):
            _add_members(company)
        _add_relations(company, world)
        keys = _Keys()
        for start in range(0, world.size, BATCH):
            posts = list(world.posts(start, min(start + BATCH, world.size)))
            with transaction.atomic(using="organisation", durable=True):
                _add(company, posts, keys)
        with transaction.atomic(using="organisation", durable=True):
            _rank(company, keys)
    return company


def _add_members(company: Company) -> None:
    for number in range(MEMBERS):
        made = Member.objects.create(
            identity=1000 + number, first_name=f"Member{number}", email=member_address(number), role=Role.USER
        )
        account = Account.objects.create(kind="mail", address=member_address(number), state="ok")
        AccountMember.objects.create(account=account, member=made)
        company.members.append(made)
        company.accounts.append(account.pk)


def _add_relations(company: Company, world: World) -> None:
    kind = RelationType.objects.earliest("position")
    for start in range(0, len(world.contacts), 5000):
        some = world.contacts[start : start + 5000]
        with transaction.atomic(using="organisation", durable=True):
            made = Relation.objects.bulk_create(
                [_relation(one, kind, company) for one in some if one.employer is None]
            )
            ids = {
                contact.number: row.pk
                for contact, row in zip((c for c in some if c.employer is None), made, strict=True)
            }
            below = [one for one in some if one.employer is not None]
            made = Relation.objects.bulk_create([_relation(one, kind, company, ids) for one in below])
            ids |= {contact.number: row.pk for contact, row in zip(below, made, strict=True)}
            company.relations += [ids[one.number] for one in some]
            ContactPoint.objects.bulk_create(
                ContactPoint(
                    relation_id=ids[one.number],
                    kind=PointKind.EMAIL,
                    value=one.address,
                    normalised=one.address,
                )
                for one in some
            )
            for part in range(0, len(some), BATCH):
                relations.index([ids[one.number] for one in some[part : part + BATCH]])


def _relation(
    one: Contact, kind: RelationType, company: Company, fresh: dict[int, int] | None = None
) -> Relation:
    parent = None
    if one.employer is not None:
        parent = (
            company.relations[one.employer]
            if one.employer < len(company.relations)
            else (fresh or {})[one.employer]
        )
    business = one.employer is None and one.address.startswith("info@")
    return Relation(
        kind=Kind.BUSINESS if business else Kind.PERSON,
        type=kind,
        name=one.name,
        parent_id=parent,
        last_interaction=first_key(now()) - one.number,
    )


@dataclass(slots=True)
class _Keys:
    """Time keys given out so far; each relation's newest."""

    last: int = 2**60
    newest: dict[int, int] = field(default_factory=dict)

    def give(self, post: Post) -> int:
        self.last = min(first_key(post.at) + SLOTS - 1, self.last - 1)
        return self.last


def _add(company: Company, posts: Sequence[Post], keys: _Keys) -> None:
    given = [(keys.give(post), post) for post in posts]
    ids = _addresses(company, posts)
    at = moment(now())
    # A third stands in threads of three.
    _CONVERSATIONS.run(sorted({(_conversation(post),) for post in posts}))
    rows.ENTRIES.run([_entry(company, key, post) for key, post in given])
    rows.BODIES.run([(key, post.text) for key, post in given])
    rows.ATTACHMENTS.run(
        [_in_order(rows.ATTACHMENTS, entry_id=key, index=0, name=f"file-{post.number}.pdf", content_type="application/pdf",
                   size=90_000, content_id="", inline=False, offset=-1, length=-1, encoding="")
         for key, post in given if post.attachment]
    )  # fmt: skip
    rows.PARTICIPANTS.run([row for key, post in given for row in _participants(ids, key, post)])
    rows.LINKS.run(
        [(company.relations[post.contact.number], key, LinkOrigin.ADDRESS.value, _TO if post.outgoing else _FROM, None, at)
         for key, post in given]
    )  # fmt: skip
    rows.DELIVERIES.run([_delivery(company, key, post) for key, post in given])
    rows.UNREAD.run([(company.members[post.member].pk, key) for key, post in given if post.unread])
    index([_text(key, post) for key, post in given])
    for key, post in given:
        keys.newest.setdefault(company.relations[post.contact.number], key)


def _conversation(post: Post) -> int:
    number = post.number
    return (number - number % 3 if number % 9 < 3 else number) + 1


def _in_order(insert: Insert, **values: Value) -> Row:
    return tuple(values[column] for column in insert.columns)


def _entry(company: Company, key: int, post: Post) -> Row:
    contact, own = post.contact, member_address(post.member)
    return _in_order(
        rows.ENTRIES, id=key, channel="mail", direction="out" if post.outgoing else "in",
        conversation_id=_conversation(post), fingerprint=f"{post.number:064x}", message_id=f"{post.number}@mail.example",
        subject=post.subject, sender_name="" if post.outgoing else contact.name,
        sender_address=own if post.outgoing else contact.address, to_line=contact.name if post.outgoing else own,
        snippet=post.text[11:240], sent_at=moment(post.at), has_attachments=post.attachment, automatic=False, blob="",
        size=len(post.text), parse_version=1, parse_error="",
        private_to_id=company.members[post.member].pk if post.private else None, aside="", trashed_at=None,
        trashed_by_id=None,
    )  # fmt: skip


def _participants(ids: dict[str, int], key: int, post: Post) -> list[Row]:
    contact, own = ids[post.contact.address], ids[member_address(post.member)]
    sender, recipient = (own, contact) if post.outgoing else (contact, own)
    return [
        _in_order(rows.PARTICIPANTS, address_id=sender, entry_id=key, role=_FROM, name=""),
        _in_order(rows.PARTICIPANTS, address_id=recipient, entry_id=key, role=_TO, name=""),
    ]


def _delivery(company: Company, key: int, post: Post) -> Row:
    place = Place.SENT if post.outgoing else Place.INBOX if post.inbox else Place.FINISHED
    return _in_order(
        rows.DELIVERIES, account_id=company.accounts[post.member], entry_id=key, conversation_id=_conversation(post),
        place=place.value, place_before="", moved_at=None, moved_by_id=None, seen=not post.unread, answered=False,
    )  # fmt: skip


def _text(key: int, post: Post) -> Text:
    contact, own = post.contact, member_address(post.member)
    us, them = f" {own}", f"{contact.name} {contact.address}"
    return Text(
        entry_id=key,
        subject=post.subject,
        senders=us if post.outgoing else them,
        recipients=them if post.outgoing else us,
        body=f"{post.text}\nfile-{post.number}.pdf" if post.attachment else post.text,
        from_addresses=(own if post.outgoing else contact.address,),
        to_addresses=(contact.address if post.outgoing else own,),
        has_attachments=post.attachment,
        channel="mail",
        direction="out" if post.outgoing else "in",
    )


def _addresses(company: Company, posts: Sequence[Post]) -> dict[str, int]:
    names = {post.contact.address: post.contact.name for post in posts} | {
        member_address(number): "" for number in range(MEMBERS)
    }
    missing = [name for name in names if name not in company.addresses]
    made = Address.objects.bulk_create([Address(address=one, name=names[one]) for one in missing])
    company.addresses.update((row.address, row.pk) for row in made)
    return company.addresses


def _rank(company: Company, keys: _Keys) -> None:
    """Employers are ranked by their employees' messages too."""
    found = dict(keys.newest)
    for pk, parent in Relation.objects.exclude(parent=None).values_list("pk", "parent_id"):
        if parent is not None and pk in keys.newest:
            found[parent] = max(found.get(parent, 0), keys.newest[pk])
    moved = [Relation(pk=pk, last_interaction=key) for pk, key in found.items()]
    for start in range(0, len(moved), 300):
        Relation.objects.bulk_update(moved[start : start + 300], ["last_interaction"])
