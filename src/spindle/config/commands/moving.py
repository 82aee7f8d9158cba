"""`spindle org move`."""

import argparse

from django.conf import settings

from spindle.config.commands.parsing import Commands
from spindle.config.commands.talking import Stop, check_installation, check_user, company, say
from spindle.config.moving import MoveRefused, move
from spindle.config.taking_over import take_over_control
from spindle.organisations.creation import ensure_ready
from spindle.organisations.engine import Engine
from spindle.organisations.models import Organisation

_NAMES = {Engine.POSTGRESQL: "PostgreSQL", Engine.SQLCIPHER: "files of its own"}


def add(verbs: Commands) -> None:
    """Add move to `spindle org`."""
    verb = verbs.add_parser(
        "move", help="take a company to the other kind of database; it stands still meanwhile"
    )
    verb.add_argument("slug", metavar="SLUG", help="the company's short name")
    verb.add_argument("--to", required=True, type=Engine, choices=list(Engine), metavar="|".join(Engine))
    verb.set_defaults(run=_move)


def _move(options: argparse.Namespace) -> int:
    if not settings.SPINDLE_DATABASE:
        raise Stop(
            "Set SPINDLE_DATABASE to the PostgreSQL server first: postgresql://USER:PASSWORD@HOST/DATABASE."
        )
    check_user()
    ensure_ready()
    if taken := take_over_control():
        say(f"Took over {taken} from control.db: companies and who signs in to them.")
    check_installation()
    organisation: Organisation = company(options.slug)
    try:
        move(organisation, options.to, say)
    except MoveRefused as refusal:
        raise Stop(str(refusal)) from refusal
    say(f"{organisation.name} is on {_NAMES[options.to]}.")
    return 0
