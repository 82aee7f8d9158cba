"""What a tab says while nothing on it can be chosen yet: how things are, and what will stand there."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spindle.members.slots import Tab


@dataclass(frozen=True, slots=True)
class Outlook:
    """An empty state."""

    icon: str
    title: str | Promise
    text: str | Promise


OUTLOOKS = {
    Tab.CRM: Outlook(
        "id",
        _("Every card looks the same now"),
        _("How a relation’s archive opens, extra addresses and the room for tabs will be chosen here."),
    ),
    Tab.AUTO_CLEAN: Outlook(
        "trash",
        _("Nothing is cleaned up by itself now"),
        _(
            "Trash, spam and finished messages stay until somebody deletes them. After how many days Spindle does it"
            " will be chosen here."
        ),
    ),
    Tab.TIME: Outlook(
        "clock",
        _("No time is registered now"),
        _("What an e-mail counts for will be chosen here, once time can be written on a dossier."),
    ),
}
