"""What the mail channel puts into the command palette."""

from django.utils.translation import gettext_lazy as _

from spindle.members.commands import Command, Group, register


def bring() -> None:
    """Fill the slots."""
    register(
        Command(Group.NEW, _("Connect a mailbox"), "mail", "mail:connect", writes=True, dialog=True),
        Command(Group.SETTINGS, _("E-mail accounts"), "mail", "mail:accounts"),
    )
