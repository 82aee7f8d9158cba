"""The links of new invitations as a pop-up shows them, and what became of their mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spindle.accounts.models import Invitation, MailState
from spindle.members.rows import mail_chip
from spindle.ui.rows import Chip, Column

# As many as can be invited at once.
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One invitation and the address of its page."""

    invitation: Invitation
    url: str = field(repr=False)

    @property
    def chip(self) -> Chip:
        """What became of its mail."""
        return mail_chip(self.invitation)


def context(rows: Sequence[LinkRow], *, said: Sequence[str]) -> dict[str, object]:
    """What the pop-up with the links shows; `said` are sentences about what was left out."""
    return {
        "rows": rows,
        "one": rows[0] if len(rows) == 1 else None,
        "said": said,
        "columns": [Column(_("E-mail address")), Column(_("Link"), amount=True)],
        "all_links": "\n".join(f"{row.invitation.email}: {row.url}" for row in rows),
        **mail_context([row.invitation for row in rows]),
    }


def mail_context(invitations: Sequence[Invitation], *, oob: bool = False) -> dict[str, object]:
    """What became of the mails, in a sentence and for each. With `oob`, each state takes its place on the page."""
    states = [invitation.mail for invitation in invitations if not invitation.mail_is_lost]
    sending = states.count(MailState.SENDING)
    failed = [one for one in invitations if one.mail in {MailState.REFUSED, MailState.UNREACHABLE}]
    query = urlencode([("id", invitation.pk) for invitation in invitations])
    return {
        "mailing": any(invitation.mail for invitation in invitations),
        "sending": sending,
        "sent": states.count(MailState.SENT),
        "summary": _summary(sending, sent=states.count(MailState.SENT), failed=len(failed)),
        "tone": "" if sending else "care" if failed else "good",
        "reasons": [f"{one.email}: {one.mail_words}" for one in failed],
        "mail_url": f"{reverse('members:mail')}?{query}",
        "chips": [(invitation.pk, mail_chip(invitation)) for invitation in invitations] if oob else [],
    }


def _summary(sending: int, *, sent: int, failed: int) -> str:
    said = []
    if sending:
        words = ngettext("The mail is being sent.", "%(count)d mails are being sent.", sending)
        said.append(words % {"count": sending})
    if sent == 1 and not sending and not failed:
        said.append(_("The link has been mailed."))
    elif sent:
        total = sending + sent + failed
        said.append(_("%(count)d of %(total)d links mailed.") % {"count": sent, "total": total})
    if failed:
        words = ngettext(
            "One mail could not be sent: give the link yourself.",
            "%(count)d mails could not be sent: give these links yourself.",
            failed,
        )
        said.append(words % {"count": failed})
    return " ".join(said)
