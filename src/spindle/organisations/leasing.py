"""Each piece of work has one process at a time, and a dead one's work moves on (architecture.md, "Web, worker, live").

A holder renews what it holds; what was not renewed for LEASE_SECONDS is anybody's. On the same data folder nobody has
to wait so long: each holder keeps a file locked, which the system frees when its process dies.
"""

import contextlib
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import portalocker
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from portalocker import LockFlags
from portalocker.exceptions import LockException

from spindle.organisations.models import Lease
from spindle.organisations.router import CONTROL
from spindle.organisations.turnstile import FileLock

LEASE_SECONDS = 30.0
_AT_ONCE = 500
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@contextlib.contextmanager
def holder() -> Iterator[str]:
    """A new holder's name; while the block lasts others on this data folder see that it lives."""
    name = secrets.token_hex(8)
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    alive = FileLock(_folder() / f"holder-{name}.lock")
    with alive:
        yield name
        hand_on(name)
    (_folder() / f"holder-{name}.lock").unlink(missing_ok=True)


def take(name: str, wanted: Mapping[str, int]) -> set[str]:
    """Take or renew work, each with its company's id; what is this holder's afterwards. Compare-and-set."""
    mine: set[str] = set()
    for some in _batches(wanted):
        with transaction.atomic(using=CONTROL, durable=True):
            Lease.objects.bulk_create(
                [
                    Lease(work=work, organisation_id=wanted[work], holder=name, renewed_at=_LONG_AGO)
                    for work in some
                ],
                ignore_conflicts=True,
            )
            rows = Lease.objects.filter(work__in=some)
            rows.filter(Q(holder=name) | _free()).update(holder=name, renewed_at=Now())
            mine.update(rows.filter(holder=name).values_list("work", flat=True))
    return mine


def release(name: str, work: Iterable[str]) -> None:
    """This work is over; nobody needs to go on with it."""
    for some in _batches(list(work)):
        Lease.objects.filter(holder=name, work__in=some).delete()


def forget_all_but(work: Collection[str], *, organisation_id: int) -> None:
    """Leases of this company that nobody holds, and for which there is nothing to do any more."""
    free = Lease.objects.filter(_free(), organisation=organisation_id)
    over = set(free.values_list("work", flat=True)) - set(work)
    if over:
        free.filter(work__in=over).delete()


def hand_on(name: str) -> None:
    """All that this holder has is anybody's from now on."""
    Lease.objects.filter(holder=name).update(renewed_at=_LONG_AGO)


def companies_with_free_work() -> set[int]:
    """Ids of the companies with work that nobody does any more; who died on this data folder is found at once."""
    _bury_dead()
    return set(Lease.objects.filter(_free()).values_list("organisation_id", flat=True))


def _free() -> Q:
    return Q(renewed_at__lt=Now() - timedelta(seconds=LEASE_SECONDS))


def _bury_dead() -> None:
    for path in _folder().glob("holder-*.lock"):
        if _is_free(path):
            hand_on(path.stem.removeprefix("holder-"))
            path.unlink(missing_ok=True)


def _is_free(path: Path) -> bool:
    try:
        with path.open("ab") as file:
            portalocker.lock(file, LockFlags.EXCLUSIVE | LockFlags.NON_BLOCKING)
            portalocker.unlock(file)
    except (LockException, OSError):
        return False
    return True


def _batches(work: Collection[str]) -> Iterator[list[str]]:
    rows = list(work)
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]


def _folder() -> Path:
    return settings.SPINDLE_DATA / "run"
