"""Who may sign in to a company: taken from the control database into a back-up, and put back beside those who are there."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from django.utils.dateparse import parse_datetime
from django.utils.timezone import now

from spindle.accounts.models import Identity, Membership
from spindle.members.models import Member
from spindle.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Person:
    """An identity and its membership of the company. `password` is the hash."""

    email: str
    first_name: str
    last_name: str
    language: str
    password: str = field(repr=False)
    is_active: bool
    created_at: str
    member_id: int
    active: bool


def people_of(organisation: Organisation) -> str:
    """All who are or were members, as text for the back-up."""
    memberships = (
        Membership.objects.filter(organisation=organisation).select_related("identity").order_by("pk")
    )
    return json.dumps([asdict(_person(membership)) for membership in memberships])


def read_people(text: str) -> list[Person]:
    """What `people_of` wrote. Raises ValueError, KeyError or TypeError on anything else."""
    return [Person(**told) for told in json.loads(text)]


def let_in(people: list[Person], organisation: Organisation) -> dict[int, int]:
    """Give each an identity and a membership; returns identity by member. Within the control database's transaction.

    Who has an identity here already keeps it with its password: a back-up changes nobody's sign-in.
    """
    given = {}
    for person in people:
        identity = Identity.objects.filter(email=person.email.lower()).first() or _made(person)
        Membership.objects.create(
            identity=identity, organisation=organisation, member_id=person.member_id, active=person.active
        )
        given[person.member_id] = identity.pk
    return given


def adopt(given: Mapping[int, int]) -> None:
    """Tell the members of the active company their new identities; who has none gets a number that no identity has."""
    members = list(Member.objects.all())
    # Twice, for an old number may be another's new one, and no two may be equal in between.
    for member in members:
        member.identity = -member.pk
    Member.objects.bulk_update(members, ["identity"])
    for member in members:
        member.identity = given.get(member.pk, -member.pk)
    Member.objects.bulk_update(members, ["identity"])


def _person(membership: Membership) -> Person:
    identity = membership.identity
    return Person(
        email=identity.email,
        first_name=identity.first_name,
        last_name=identity.last_name,
        language=identity.language,
        password=identity.password,
        is_active=identity.is_active,
        created_at=identity.created_at.isoformat(),
        member_id=membership.member_id,
        active=membership.active,
    )


def _made(person: Person) -> Identity:
    return Identity.objects.create(
        email=person.email.lower(),
        first_name=person.first_name,
        last_name=person.last_name,
        language=person.language,
        password=person.password,
        is_active=person.is_active,
        created_at=parse_datetime(person.created_at) or now(),
    )
