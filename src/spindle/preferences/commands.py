"""The tabs of the CRM preferences in the command palette."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from spindle.members.commands import Command, Group, register
from spindle.members.rights import Right
from spindle.members.slots import Tab


def bring() -> None:
    """Fill the slots."""
    register(
        *(
            Command(
                Group.SETTINGS,
                format_lazy("{}: {}", _("CRM preferences"), tab.label),
                "adjustments-horizontal",
                "preferences:tab",
                (tab,),
                right=Right.ADMINISTRATION,
            )
            for tab in Tab
        )
    )
