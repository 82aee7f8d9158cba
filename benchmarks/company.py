"""A company with its founder, its relations and, when asked for, a mailbox. Import within `installation.fresh`."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now

from benchmarks.corpus import Person
from spindle.accounts.actions.signing_up import SignUp, sign_up
from spindle.accounts.models import Membership
from spindle.archive.time_key import first_key
from spindle.channels.models import Account, AccountMember
from spindle.mail.models import MailAccount
from spindle.members.models import Member
from spindle.organisations.secrets import seal
from spindle.relations.models import ContactPoint, Kind, PointKind, Relation, RelationType
from spindle.relations.search import index as search

PASSWORD = "Bench-2026"
EMAIL = "founder{number}@ours.example"


def found(number: int) -> Membership:
    """A new company and who signed up for it."""
    return sign_up(
        SignUp(
            first_name="Femke",
            last_name="Smit",
            company=f"Bench {number}",
            email=EMAIL.format(number=number),
            password=PASSWORD,
            language="en",
            time_zone="Europe/Amsterdam",
        )
    )


def add_relations(people: Sequence[Person]) -> list[int]:
    """A business for each company and a person for each address, in the active company; the persons' ids."""
    kind = RelationType.objects.earliest("position")
    key = first_key(now())
    with transaction.atomic(using="organisation", durable=True):
        names = list(dict.fromkeys(person.company for person in people))
        firms = Relation.objects.bulk_create(
            [Relation(kind=Kind.BUSINESS, type=kind, name=name, last_interaction=key) for name in names]
        )
        above = dict(zip(names, firms, strict=True))
        persons = Relation.objects.bulk_create(
            [
                Relation(
                    kind=Kind.PERSON,
                    type=kind,
                    name=one.name,
                    parent=above[one.company],
                    last_interaction=key,
                )
                for one in people
            ]
        )
        ContactPoint.objects.bulk_create(
            [
                ContactPoint(relation=made, kind=PointKind.EMAIL, value=one.address, normalised=one.address)
                for made, one in zip(persons, people, strict=True)
            ]
        )
        ids = [relation.pk for relation in [*firms, *persons]]
        for start in range(0, len(ids), 500):
            search.index(ids[start : start + 500])
    return [person.pk for person in persons]


def add_account(member: Member, *, address: str, password: str, port: int) -> Account:
    """A mailbox on a server of this machine, in the active company, which the worker has not seen yet."""
    with transaction.atomic(using="organisation", durable=True):
        account = Account.objects.create(kind="mail", address=address, state="syncing")
        AccountMember.objects.create(account=account, member=member)
        MailAccount.objects.create(
            account=account,
            address=address,
            login=address,
            secret=seal(password),
            imap_host="127.0.0.1",
            imap_port=port,
            imap_security="plain",
        )
    return account
