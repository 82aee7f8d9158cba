"""What relations put into the command palette."""

from django.utils.translation import gettext_lazy as _

from spindle.members.commands import Command, Group, register


def bring() -> None:
    """Fill the slots."""
    register(
        Command(Group.PLACES, _("Relations"), "users", "relations:index"),
        Command(Group.NEW, _("Add a relation"), "user-plus", "relations:new", writes=True, dialog=True),
    )
