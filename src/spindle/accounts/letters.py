"""Mail that the installation itself sends, when it has an SMTP server (product.md part 3)."""

from __future__ import annotations

import logging

from django.core.mail import send_mail
from django.template.loader import render_to_string

from spindle.accounts.models import Invitation
from spindle.accounts.queries import can_send_mail

logger = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, *, url: str) -> bool:
    """Mail the link to who is invited; False when there is no server or it did not take the mail.

    The link is shown to be copied in any case, so a failure loses nothing.
    """
    if not can_send_mail():
        return False
    context = {"invitation": invitation, "organisation": invitation.organisation, "url": url}
    subject = render_to_string("account/email/invitation_subject.txt", context)
    body = render_to_string("account/email/invitation_message.txt", context)
    try:
        send_mail(" ".join(subject.split()), body, None, [invitation.email])
    except OSError as error:
        logger.error("an invitation could not be mailed: %s", error)
        return False
    return True
