"""The worker's side of the wizard: looks the settings up, checks them, and makes the account.

Network first, then a short transaction (architecture.md): nothing here holds the database while it waits.
"""

from __future__ import annotations

from django.db import transaction

from spindle.mail.actions.attempts import connect
from spindle.mail.connection import Accepted, Report, check
from spindle.mail.discovery import Discovery, Finding, discover, parse_address
from spindle.mail.models import AttemptState, ConnectionAttempt
from spindle.mail.network import Security, Server, ServerSettings
from spindle.mail.surroundings import credentials_of, surroundings, way_out
from spindle.organisations.models import Organisation

WORKING = [AttemptState.DISCOVERING, AttemptState.CHECKING]


def pending_attempts() -> list[int]:
    """The runs of the wizard in the active company that wait for the worker."""
    return list(ConnectionAttempt.objects.filter(state__in=WORKING).values_list("pk", flat=True))


def run_attempt(organisation: Organisation, attempt_id: int) -> None:
    """Do what a run of the wizard waits for; when a password is there already, look-up and check in one go."""
    attempt = _read(organisation, attempt_id)
    if attempt is not None and attempt.state == AttemptState.DISCOVERING:
        found = discover(parse_address(attempt.address), surroundings=surroundings())
        _note_found(organisation, attempt_id, found)
        attempt = _read(organisation, attempt_id)
    if attempt is not None and attempt.state == AttemptState.CHECKING:
        _check(organisation, attempt)


def _read(organisation: Organisation, attempt_id: int) -> ConnectionAttempt | None:
    with organisation.active():
        return ConnectionAttempt.objects.filter(pk=attempt_id, state__in=WORKING).first()


def _note_found(organisation: Organisation, attempt_id: int, found: Discovery) -> None:
    with organisation.active(), transaction.atomic(using="organisation", durable=True):
        rows = ConnectionAttempt.objects.select_for_update()
        attempt = rows.filter(pk=attempt_id, state=AttemptState.DISCOVERING, by_hand=False).first()
        if attempt is None:
            return
        best = next((finding for finding in found.findings if finding.settings), None)
        if best is not None and best.settings is not None:
            _take_over(attempt, best, best.settings)
        # A password that is there already, and servers that a table vouches for: nothing more to ask.
        ready = best is not None and bool(attempt.secret) and not best.confirm
        attempt.state = AttemptState.CHECKING if ready else AttemptState.ASKING
        attempt.save()


def _take_over(attempt: ConnectionAttempt, best: Finding, settings: ServerSettings) -> None:
    attempt.login = settings.login
    attempt.provider = best.name[:80]
    attempt.source = best.source.value
    attempt.confirm = best.confirm
    attempt.imap_host, attempt.imap_port = settings.imap.host, settings.imap.port
    attempt.imap_security = settings.imap.security.value
    if settings.smtp is not None:
        attempt.smtp_host, attempt.smtp_port = settings.smtp.host, settings.smtp.port
        attempt.smtp_security = settings.smtp.security.value


def _check(organisation: Organisation, attempt: ConnectionAttempt) -> None:
    with organisation.active():
        password = credentials_of(attempt).password
    report = check(
        settings_of(attempt),
        password,
        way_out=way_out(),
        accepted=Accepted(imap=attempt.imap_certificate, smtp=attempt.smtp_certificate),
        found={
            "source": "by_hand" if attempt.by_hand else attempt.source or "by_hand",
            "name": attempt.provider,
        },
        on_step=lambda so_far: _note_steps(organisation, attempt.pk, so_far),
    )
    with organisation.active():
        _conclude(attempt, report)


def settings_of(attempt: ConnectionAttempt) -> ServerSettings:
    """What the row says, as the check takes it."""
    smtp = None
    if attempt.smtp_host:
        smtp = Server(attempt.smtp_host, attempt.smtp_port, Security(attempt.smtp_security))
    imap = Server(attempt.imap_host, attempt.imap_port, Security(attempt.imap_security))
    return ServerSettings(login=attempt.login, imap=imap, smtp=smtp)


def _note_steps(organisation: Organisation, attempt_id: int, report: Report) -> None:
    with organisation.active():
        rows = ConnectionAttempt.objects.filter(pk=attempt_id, state=AttemptState.CHECKING)
        rows.update(steps=report.as_json())


def _conclude(checked: ConnectionAttempt, report: Report) -> None:
    """Connect with what was checked, and with nothing else: what was submitted meanwhile is checked in its turn."""
    with transaction.atomic(using="organisation", durable=True):
        rows = ConnectionAttempt.objects.select_for_update()
        attempt = rows.filter(pk=checked.pk, state=AttemptState.CHECKING).first()
        if attempt is None or attempt.fingerprint() != checked.fingerprint():
            return
        attempt.steps = report.as_json()
        if report.works:
            connect(attempt)
        else:
            attempt.state = AttemptState.FAILED
            attempt.save(update_fields=["steps", "state"])
