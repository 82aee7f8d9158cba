"""What the inbox puts on the tab E-mail & Tasks (product.md ET-1)."""

from __future__ import annotations

from dataclasses import asdict

from django import forms
from django.utils.translation import gettext_lazy as _

from spindle.inbox.display import RELATION, SENDER, InboxDisplay
from spindle.members.settings import read, write
from spindle.members.slots import Section, SettingsForm, Tab, Values
from spindle.organisations.models import Organisation


class InboxForm(SettingsForm):
    """How the list of the inbox reads."""

    shows = forms.ChoiceField(
        label=_("Inbox display"),
        help_text=_(
            "Whom a row in the inbox names. A message that is linked to nobody always names its sender."
        ),
        choices=[(RELATION, _("Show linked relation")), (SENDER, _("Show sender / e-mail address"))],
        widget=forms.RadioSelect,
    )


def load(organisation: Organisation) -> Values:
    """The choice that holds."""
    return asdict(read(InboxDisplay))


def store(organisation: Organisation, values: Values) -> None:
    """Keep the choice."""
    write(InboxDisplay, values)


SECTION = Section("inbox", Tab.MAIL_AND_TASKS, InboxForm, load, store)
