"""Van Dijk Interieur in Spindle: two members, all relations, and the two mailboxes, by the program's own actions."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from spindle.accounts.actions import SignUp, accept, register, sign_up
from spindle.accounts.models import Identity, Membership
from spindle.channels.models import Account, AccountState
from spindle.channels.time_key import first_key
from spindle.mail.actions.accounts import share_account
from spindle.mail.actions.attempts import connect
from spindle.mail.models import AttemptState, ConnectionAttempt, MailAccount, MailKind, Security
from spindle.members.actions import change_profile, invite
from spindle.members.actions.profile import Profile
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.organisations.actions import delete_organisation
from spindle.organisations.models import Organisation
from spindle.organisations.secrets import seal
from spindle.relations.actions import create_relation
from spindle.relations.card import Card
from spindle.relations.models import Kind, PointKind, Relation, RelationType
from spindle.relations.points import Point
from tools.demo.cast import SEED, Business, Cast, Person, Place
from tools.demo.playing import BOXES, ELINE, JORIS, OUR_DOMAIN
from tools.demo.state import ZONE, State

ELINE_MAIL, JORIS_MAIL = f"eline@{OUR_DOMAIN}", f"joris@{OUR_DOMAIN}"
NOWHERE = Place("", "", "", "")
_LABELS = {"orders": "Verkoop", "general": "Algemeen"}


def take_away(slug: str) -> None:
    """Remove a company that was begun and not finished."""
    for organisation in Organisation.objects.filter(slug=slug):
        delete_organisation(organisation)
    Identity.objects.filter(email__in=[ELINE_MAIL, JORIS_MAIL], memberships=None).delete()


def found(state: State) -> Membership:
    """The company, with Eline as its founder."""
    return sign_up(
        SignUp(
            first_name=ELINE[0],
            last_name=ELINE[1],
            company="Van Dijk Interieur",
            email=ELINE_MAIL,
            password=state.password,
            language="nl",
            time_zone=ZONE,
        )
    )


def invite_joris(organisation: Organisation, eline: Member, password: str) -> Member:
    """Joris joins by an invitation; his pages are in English, so that both languages are seen."""
    invited = invite(organisation, JORIS_MAIL, Role.USER, by=eline)
    known = Identity.objects.filter(email=JORIS_MAIL).first()
    identity = known or register(
        invited.invitation, first_name=JORIS[0], last_name=JORIS[1], password=password
    )
    joris = Member.objects.get(pk=accept(invited.invitation, identity=identity).member_id)
    change_profile(joris, Profile(*JORIS, language="en", time_zone="", shortcuts=True))
    return joris


def add_relations(cast: Cast, *, by: Member, tell: Callable[[int], None]) -> None:
    """A card for everybody; `tell` hears how many there are."""
    types = dict(RelationType.objects.values_list("code", "pk"))
    below: dict[tuple[str, str], int] = {}
    cards = 0
    for business in cast.businesses:
        made = create_relation(_business_card(business, types), by=by)
        below[business.name, ""] = made.pk
        for department in business.departments:
            below[business.name, department] = _department(department, made, by=by).pk
        cards += 1 + len(business.departments)
        tell(cards)
    for person in cast.people:
        employer = below[person.business.name, person.department] if person.business else None
        create_relation(_person_card(person, types[person.type], employer), by=by)
        cards += 1
        tell(cards)


def backdate(now: datetime) -> None:
    """Spread the making of the cards over three years, so that who has not written lately does not stand on top."""
    random = Random(f"{SEED} cards")  # noqa: S311 (an example, not a secret)
    cards = list(Relation.objects.order_by("pk"))
    for card in cards:
        card.created_at = now - timedelta(days=random.randrange(40, 1100), minutes=random.randrange(1440))
        card.last_interaction = first_key(card.created_at)
    with transaction.atomic(using="organisation", durable=True):
        Relation.objects.bulk_update(cards, ["created_at", "last_interaction"])


def _department(name: str, above: Relation, *, by: Member) -> Relation:
    return create_relation(Card(Kind.BUSINESS, above.type_id, parent_id=above.pk, name=name), by=by)


def _business_card(business: Business, types: dict[str, int]) -> Card:
    points = [
        Point(PointKind.EMAIL, business.greeting_mail, _LABELS["general"]),
        Point(PointKind.PHONE, business.phone),
        Point(PointKind.WEB, f"https://www.{business.domain}"),
    ]
    if business.type == "supplier":
        points.insert(1, Point(PointKind.EMAIL, business.order_mail, _LABELS["orders"]))
    place = business.place
    return Card(
        Kind.BUSINESS,
        types[business.type],
        name=business.name,
        street=place.street,
        postcode=place.postcode,
        city=place.city,
        country=place.country,
        memo=business.memo,
        points=tuple(points),
    )


def _person_card(person: Person, kind: int, employer: int | None) -> Card:
    # Who works somewhere is found at the employer's address.
    place = person.place if employer is None else NOWHERE
    return Card(
        Kind.PERSON,
        kind,
        parent_id=employer,
        first_name=person.first,
        last_name=person.last,
        job_title=person.job,
        memo=person.memo,
        points=(Point(PointKind.EMAIL, person.address), Point(PointKind.MOBILE, person.mobile)),
        street=place.street,
        postcode=place.postcode,
        city=place.city,
        country=place.country,
    )


# --- the two mailboxes ---------------------------------------------------------------------------------------------


def connect_mailboxes(eline: Member, joris: Member, *, port: int, password: str) -> None:
    """As the wizard does it once its check went well; verkoop@ is shared by both."""
    for address in BOXES.values():
        attempt = ConnectionAttempt.objects.create(
            member=eline,
            kind=MailKind.IMAP,
            address=address,
            login=address,
            secret=seal(password),
            imap_host="127.0.0.1",
            imap_port=port,
            imap_security=Security.PLAIN,
            by_hand=True,
            state=AttemptState.CHECKING,
        )
        account = connect(attempt)
        if address == BOXES["verkoop"]:
            share_account(account, joris, by=eline)


def move_to_port(port: int) -> None:
    """The mail server listens elsewhere than last time."""
    with transaction.atomic(using="organisation", durable=True):
        MailAccount.objects.filter(imap_host="127.0.0.1").update(imap_port=port)


def add_mailboxes(members: Iterable[Member]) -> None:
    """Mailboxes without a server behind them: nothing is fetched, messages come by other ways."""
    eline, joris = members
    connect_mailboxes(eline, joris, port=10143, password="")
    with transaction.atomic(using="organisation", durable=True):
        MailAccount.objects.update(stopped=True)
        Account.objects.update(state=AccountState.OK)


def members() -> tuple[Member, Member]:
    """Eline and Joris, of the company that is active."""
    return Member.objects.get(email=ELINE_MAIL), Member.objects.get(email=JORIS_MAIL)
