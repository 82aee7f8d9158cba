"""`spindle org list | create | migrate | delete`: the companies of an installation."""

import argparse
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from spindle.accounts.actions import create_invitation
from spindle.accounts.models import Identity, Membership
from spindle.archive import blobs
from spindle.config.commands import backups, moving
from spindle.config.commands.parsing import Commands
from spindle.config.commands.talking import (
    Stop,
    ask,
    check_installation,
    check_user,
    company,
    say,
    say_how_far,
)
from spindle.members.rights import Role
from spindle.organisations.actions import create_organisation, delete_organisation
from spindle.organisations.creation import ensure_ready
from spindle.organisations.models import Organisation, State


def add(commands: Commands) -> None:
    """Add org and what it can do."""
    org = commands.add_parser("org", help="companies: list, create, back up, restore, verify, move, delete")
    verbs = org.add_subparsers(required=True, metavar="COMMAND")
    verbs.add_parser("list", help="all companies, with their short names").set_defaults(run=_list)
    _add_create(verbs)
    migrate = verbs.add_parser(
        "migrate", help="bring all companies up to this version; every start does it too"
    )
    migrate.set_defaults(run=_migrate)
    backups.add(verbs)
    moving.add(verbs)
    delete = verbs.add_parser("delete", help="destroy a company and its key, beyond recovery")
    delete.add_argument("slug", metavar="SLUG", help="the company's short name")
    delete.add_argument("--yes", action="store_true", help="do not ask for the company's name")
    delete.set_defaults(run=_delete)


def _add_create(verbs: Commands) -> None:
    create = verbs.add_parser("create", help="a new company, with its own database and key")
    create.add_argument("name", metavar="NAME", help="as its members know it")
    create.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])
    create.add_argument("--time-zone", default="UTC", metavar="ZONE", help="such as Europe/Amsterdam")
    create.add_argument(
        "--administrator", metavar="EMAIL", help="print a link by which this person becomes its first user"
    )
    create.set_defaults(run=_create)


def _list(_options: argparse.Namespace) -> int:
    check_installation()
    organisations = list(Organisation.objects.all())
    if not organisations:
        say("There are no companies yet.")
    for one in organisations:
        users = Membership.objects.filter(organisation=one, active=True).count()
        say(f"{one.slug:<12}  {_state(one):<10}  {users:>4} {'user ' if users == 1 else 'users'}  {one.name}")
    return 0


def _state(organisation: Organisation) -> str:
    if organisation.state != State.READY:
        return str(organisation.state)
    return "paused" if organisation.paused else "ready"


def _create(options: argparse.Namespace) -> int:
    _check_wishes(options)
    check_user()
    ensure_ready()
    organisation = create_organisation(
        options.name.strip(), language=options.language, timezone=options.time_zone
    )
    say(f"Created {organisation.name}. Its short name is {organisation.slug}.")
    if options.administrator:
        say(f"Its first user joins here, within seven days: {_link(organisation, options.administrator)}")
    return 0


def _check_wishes(options: argparse.Namespace) -> None:
    if not options.name.strip():
        raise Stop("A company needs a name.")
    if options.time_zone not in available_timezones():
        raise Stop(f"There is no time zone {options.time_zone}. Names are such as Europe/Amsterdam.")
    if options.administrator:
        try:
            validate_email(options.administrator)
        except ValidationError as error:
            raise Stop(f"{options.administrator} is no e-mail address.") from error


def _link(organisation: Organisation, email: str) -> str:
    _invitation, token = create_invitation(
        organisation, email, role=Role.ADMINISTRATOR.value, invited_by=organisation.name
    )
    return f"{settings.SPINDLE_URL or 'http://127.0.0.1:8484'}{reverse('account_invitation', args=[token])}"


def _migrate(_options: argparse.Namespace) -> int:
    check_installation()
    ensure_ready(say_how_far)
    behind = [one for one in Organisation.objects.all() if one.state != State.READY]
    for one in behind:
        say(f"{one.name} ({one.slug}) {State(one.state).label}.")
    if behind:
        raise Stop("Not all companies could be brought up to date; the log says why.")
    say("All companies are up to date.")
    return 0


def _delete(options: argparse.Namespace) -> int:
    check_installation()
    organisation = company(options.slug)
    if not options.yes:
        say(f"This destroys {organisation.name} and everything in it. Only a back-up brings it back.")
        if ask("Type the company's name to go on:") != organisation.name:
            raise Stop("That is not its name; nothing was deleted.")
    people = list(
        Identity.objects.filter(memberships__organisation=organisation).values_list("pk", flat=True)
    )
    handle = organisation.unchecked_handle()
    delete_organisation(organisation)
    blobs.forget_company(handle)
    # Whoever was in this company alone has nothing left to sign in to.
    gone, _rows = Identity.objects.filter(pk__in=people, memberships__isnull=True).delete()
    say(f"Deleted {organisation.name}{' and the sign-in of its users' if gone else ''}.")
    return 0
