"""Tab Security: what protects the data now, until more can be chosen (product.md SE-1)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from spindle.accounts.passwords import words
from spindle.members.models import Member
from spindle.members.rights import Right, Role, rights_of
from spindle.members.slots import Panel, Tab
from spindle.organisations.active import engine
from spindle.organisations.engine import Engine
from spindle.organisations.models import Organisation
from spindle.ui.rows import Fact

_ADMINISTERS = [role for role in Role if Right.ADMINISTRATION in rights_of(role)]


def _facts(organisation: Organisation) -> list[Fact]:
    users = Member.objects.filter(active=True)
    return [
        Fact(_("Stored"), _stored()),
        Fact(
            _("Passwords"), _("At least: %(rules)s") % {"rules": ", ".join(text for _name, text in words())}
        ),
        Fact(_("Wrong passwords"), _("After five within five minutes one has to wait")),
        Fact(_("May come in"), _users(users.count()), reverse("members:index")),
        Fact(_("May open this menu"), _users(users.filter(role__in=_ADMINISTERS).count())),
    ]


def _stored() -> str:
    """On PostgreSQL the rows are encrypted by the server's disk alone (architecture.md)."""
    if engine() is Engine.SQLCIPHER:
        return _("Encrypted, with a key of your company’s own")
    return _("Mail, files and passwords encrypted, with a key of your company’s own")


def _users(count: int) -> str:
    return ngettext("%(count)d user", "%(count)d users", count) % {"count": count}


PANEL = Panel(
    Tab.SECURITY,
    gettext_lazy("What protects your data now"),
    gettext_lazy("All of this is always on. Two-step verification will be switched on here."),
    _facts,
)
