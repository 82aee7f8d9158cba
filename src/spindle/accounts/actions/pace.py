"""How fast invitations may be sent: an open installation must not be a way to mail strangers.

Counted in the control database, so that every web process counts the same; what was withdrawn counts too.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from spindle.accounts.models import Invitation
from spindle.organisations.models import Organisation

A_DAY = timedelta(days=1)
OF_A_COMPANY_A_DAY = 200
TO_AN_ADDRESS_A_DAY = 5
LINKS_OF_AN_INVITATION = 10


class TooMany(Exception):
    """More invitations than one may send in a day."""


def check_pace(organisation: Organisation, email: str) -> None:
    """Raises TooMany when the company has invited enough for a day, or the address was invited enough by anybody."""
    lately = Invitation.objects.filter(created_at__gt=now() - A_DAY)
    if lately.filter(organisation=organisation).count() >= OF_A_COMPANY_A_DAY:
        raise TooMany
    if lately.filter(email=email).count() >= TO_AN_ADDRESS_A_DAY:
        raise TooMany


def check_pace_of_links(invitation: Invitation) -> None:
    """Raises TooMany when this invitation got very many links."""
    if invitation.links >= LINKS_OF_AN_INVITATION:
        raise TooMany
