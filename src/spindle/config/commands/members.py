"""`spindle member list | reset-password`: who may sign in."""

import argparse
import secrets
import string

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from spindle.accounts.actions import reset_password
from spindle.accounts.models import Identity
from spindle.accounts.queries import identity_with
from spindle.config.commands.parsing import Commands
from spindle.config.commands.talking import Stop, ask_hidden, check_installation, company, say
from spindle.members.models import Member
from spindle.members.rights import Role

_LENGTH = 16
# Without those that are taken for each other on paper.
_LETTERS = "".join(sign for sign in string.ascii_letters + string.digits if sign not in "0O1lI")


def add(commands: Commands) -> None:
    """Add member and what it can do."""
    member = commands.add_parser("member", help="users: list them, reset a password")
    verbs = member.add_subparsers(required=True, metavar="COMMAND")
    listing = verbs.add_parser("list", help="the users of a company")
    listing.add_argument("slug", metavar="SLUG", help="the company's short name")
    listing.set_defaults(run=_list)
    reset = verbs.add_parser(
        "reset-password", help="a new password; whoever is signed in with the old one is out"
    )
    reset.add_argument("email", metavar="EMAIL")
    reset.add_argument("--print", action="store_true", dest="generate", help="make one up and print it")
    reset.set_defaults(run=_reset)


def _list(options: argparse.Namespace) -> int:
    check_installation()
    with company(options.slug).active():
        for member in Member.objects.all():
            state = "" if member.active else "  (may not sign in)"
            say(f"{Role(member.role).label!s:<13}  {member.email:<32}  {member.name}{state}")
    return 0


def _reset(options: argparse.Namespace) -> int:
    check_installation()
    identity = identity_with(options.email)
    if identity is None:
        raise Stop(f"Nobody signs in with the address {options.email}.")
    password = _made_up() if options.generate else _typed(identity)
    reset_password(identity, new=password)
    say(f"The password of {identity.email} is changed." + (f" It is: {password}" if options.generate else ""))
    return 0


def _typed(identity: Identity) -> str:
    password = ask_hidden("New password:")
    try:
        validate_password(password, identity)
    except ValidationError as error:
        raise Stop(" ".join(error.messages)) from error
    if ask_hidden("The same again:") != password:
        raise Stop("The two are not the same; nothing was changed.")
    return password


def _made_up() -> str:
    """Random, with what the rules ask for (`accounts.passwords`)."""
    while True:
        password = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        try:
            validate_password(password)
        except ValidationError:
            continue
        return password
