"""What the pages show of the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from spindle.mail.models import Buried, Folder, LedgerLine, Location, Quarantine
from spindle.mail.queries import ORDER

# Of very many in quarantine the page shows the newest.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class FolderLedger:
    """A folder as it stands: what the server was last heard to hold, and what is here now."""

    folder_id: int
    name: str
    place: str
    on_server: int
    held: int
    missing: int
    quarantined: int
    buried: int
    checked_at: datetime | None
    # A comparison was asked for; it is under way, and how far.
    asked: bool
    under_way: bool
    looked_at: int
    to_look_at: int
    complete: bool
    problem: str


def folder_ledgers(account_id: int) -> list[FolderLedger]:
    """All folders of an account, the inbox first. Four queries."""
    folders = list(Folder.objects.filter(account=account_id, gone=False).order_by(ORDER, "name", "pk"))
    lines = {line.pk: line for line in LedgerLine.objects.filter(folder__account=account_id)}
    held = _held(account_id)
    set_aside = Counter(_folders(Quarantine.objects.filter(folder__account=account_id)))
    buried = Counter(_folders(Buried.objects.filter(folder__account=account_id)))
    return [
        _ledger(
            folder, lines.get(folder.pk) or LedgerLine(folder=folder), held.get(folder.pk, 0),
            set_aside[folder.pk], buried[folder.pk],
        )
        for folder in folders
    ]  # fmt: skip


def _held(account_id: int) -> dict[int, int]:
    stored = Location.objects.filter(folder__account=account_id, stale=False).order_by()
    return dict(stored.values_list("folder").annotate(count=Count("pk")))


def _folders(rows: QuerySet[Quarantine] | QuerySet[Buried]) -> list[int]:
    return list(rows.values_list("folder_id", flat=True))


def _ledger(folder: Folder, line: LedgerLine, held: int, quarantined: int, buried: int) -> FolderLedger:
    # A gap that the comparison could not explain stays until one finds it mended.
    known = quarantined + max(0, line.missing - line.quarantined)
    return FolderLedger(
        folder_id=folder.pk,
        name=folder.name,
        place=folder.place,
        on_server=folder.total,
        held=held,
        missing=max(0, folder.total - held - buried, known),
        quarantined=quarantined,
        buried=buried,
        checked_at=line.checked_at,
        asked=line.asked_at is not None,
        under_way=line.started_at is not None,
        looked_at=line.looked_at,
        to_look_at=line.to_look_at,
        complete=folder.complete,
        problem=folder.problem,
    )


def quarantine_of(account_id: int) -> list[Quarantine]:
    """What the server would not hand over, the newest first."""
    rows = Quarantine.objects.filter(folder__account=account_id, folder__gone=False).select_related("folder")
    return list(rows.order_by("-at", "-pk")[:SHOWN])


def closed_folders(account_ids: Iterable[int]) -> Mapping[int, int]:
    """By account: how many folders cannot be opened. One query."""
    closed = Folder.objects.filter(account__in=list(account_ids), gone=False).exclude(problem="")
    return Counter(closed.values_list("account_id", flat=True))
