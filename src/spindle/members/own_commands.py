"""What the members' pages put into the command palette: colleagues, one's own settings, the theme of this device."""

from django.utils.translation import gettext_lazy as _

from spindle.members.commands import Command, Group, register
from spindle.members.rights import Right

_THEMES = (
    (_("Theme: light"), "sun", "light"),
    (_("Theme: dark"), "moon", "dark"),
    (_("Theme: as the device"), "device-desktop", "system"),
)


def bring() -> None:
    """Fill the slots."""
    manage = Right.MANAGE_MEMBERS
    register(
        Command(Group.NEW, _("Invite colleagues"), "users", "members:invite", right=manage, dialog=True),
        Command(Group.SETTINGS, _("Profile"), "user", "members:profile", words=_("Password")),
        Command(Group.SETTINGS, _("Users"), "users", "members:index", right=manage),
        Command(Group.SETTINGS, _("Roles"), "shield-lock", "members:roles", right=manage),
        *(Command(Group.SETTINGS, label, icon, theme=theme) for label, icon, theme in _THEMES),
    )
