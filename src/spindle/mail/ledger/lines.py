"""Writes a folder's line of the ledger: begun, so far, done."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import now

from spindle.mail.imap.state import UidRanges
from spindle.mail.models import Folder, LedgerLine, Quarantine


@dataclass(slots=True)
class Mended:
    """What a comparison has put right."""

    fetched: int = 0
    vanished: int = 0
    flags: int = 0
    mistaken: int = 0


def begin_line(folder: Folder) -> bool:
    """The comparison is under way; whether a member has asked for it, and every message is to be looked at."""
    with transaction.atomic(using="organisation", durable=True):
        line, _ = LedgerLine.objects.get_or_create(folder=folder)
        line.started_at, line.looked_at, line.to_look_at = now(), 0, 0
        line.save(update_fields=["started_at", "looked_at", "to_look_at"])
    return line.asked_at is not None


def note_progress(folder: Folder, looked_at: int, to_look_at: int) -> None:
    """How far it is."""
    LedgerLine.objects.filter(folder=folder).update(looked_at=looked_at, to_look_at=to_look_at)


def conclude_line(folder: Folder, server: UidRanges, mended: Mended) -> None:
    """Count anew, after mending: what is not here and was not deleted here is missing, whatever the reason."""
    with transaction.atomic(using="organisation", durable=True):
        held = server & UidRanges.of(folder.locations.filter(stale=False).values_list("uid", flat=True))
        quarantined = server & UidRanges.of(folder.quarantine.values_list("uid", flat=True))
        buried = server & UidRanges.of(folder.buried.values_list("uid", flat=True))
        missing = server - held - buried
        folder.total, folder.fetched = server.count, (server - missing).count
        folder.save(update_fields=["total", "fetched"])
        LedgerLine.objects.filter(folder=folder).update(
            on_server=server.count,
            held=held.count,
            quarantined=quarantined.count,
            buried=buried.count,
            missing=missing.count,
            fetched=mended.fetched,
            vanished=mended.vanished,
            flags=mended.flags,
            mistaken=mended.mistaken,
            checked_at=now(),
            asked_at=None,
            started_at=None,
        )


def give_up_line(folder: Folder, problem: str) -> None:
    """The server does not let us look into this folder: said with its reason, tried again the next night."""
    with transaction.atomic(using="organisation", durable=True):
        note_problem(folder, problem)
        LedgerLine.objects.filter(folder=folder).update(checked_at=now(), asked_at=None, started_at=None)


def note_problem(folder: Folder, problem: str) -> None:
    """Why a folder cannot be opened; empty: it can."""
    if folder.problem != problem:
        folder.problem = problem
        folder.save(update_fields=["problem"])


def missing_of(account_id: int) -> int:
    """How many messages of an account the server holds and we do not, as far as is known."""
    lines = LedgerLine.objects.filter(folder__account=account_id, folder__gone=False)
    unexplained = lines.aggregate(missing=Sum("missing"), quarantined=Sum("quarantined"))
    beyond = (unexplained["missing"] or 0) - (unexplained["quarantined"] or 0)
    return beyond + Quarantine.objects.filter(folder__account=account_id, folder__gone=False).count()
