"""Mailing the links of invitations, after the page has answered: a mail server takes its time, or is not there.

The link's secret is in this process' memory only. What is not mailed when the program stops is not mailed: its
state stays "being sent", and `Invitation.mail_is_lost` tells.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connections, transaction

from spindle.accounts.actions import note_mail
from spindle.accounts.letters import Outcome, hand_over, invitation_letter
from spindle.accounts.models import Invitation, MailState
from spindle.accounts.queries import message_of
from spindle.journal.actions import record
from spindle.organisations.models import Organisation

logger = logging.getLogger(__name__)
_pool = ThreadPoolExecutor(2, thread_name_prefix="letters")


@dataclass(frozen=True, slots=True)
class Posted:
    """An invitation, the address of its page, and whom an answer goes to."""

    invitation: Invitation
    url: str = field(repr=False)
    reply_to: str


def post(organisation: Organisation, letters: Sequence[Posted]) -> None:
    """Mail them in the background; call it after the commit. What became of each is noted and told live."""
    _pool.submit(_deliver, organisation, letters).add_done_callback(_log_failure)


def _deliver(organisation: Organisation, letters: Sequence[Posted]) -> None:
    try:
        with organisation.active():
            mails = (
                invitation_letter(
                    one.invitation, message=message_of(one.invitation), url=one.url, reply_to=one.reply_to
                )
                for one in letters
            )
            for one, outcome in zip(letters, hand_over(mails), strict=True):
                _keep(one.invitation, outcome)
    finally:
        # This thread lives on, and the installation is asked for anew the next time.
        connections["default"].close()


def _keep(invitation: Invitation, outcome: Outcome) -> None:
    with transaction.atomic(using="organisation", durable=True):
        if not note_mail(invitation, state=outcome.state, words=outcome.words):
            return
        record(
            "invitation mailed" if outcome.state == MailState.SENT else "invitation not mailed",
            subject="invitation",
            subject_id=invitation.pk,
            by=None,
            after={"email": invitation.email, "state": outcome.state, "reason": outcome.words},
            topics=["members"],
        )


def _log_failure(done: Future[None]) -> None:
    if error := done.exception():
        logger.error("invitations could not be mailed", exc_info=error)
