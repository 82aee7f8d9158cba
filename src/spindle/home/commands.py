"""Home in the command palette, and the help."""

from django.utils.translation import gettext_lazy as _

from spindle.home.tour import ASK
from spindle.members.commands import Command, Group, register


def bring() -> None:
    """Fill the slots."""
    register(
        Command(Group.PLACES, _("Home"), "home", "home:index"),
        Command(Group.HELP, _("Guided tour"), "route", "home:index", ask=ASK),
        Command(Group.HELP, _("Keys on this page"), "help-circle", opens_keys=True),
    )
