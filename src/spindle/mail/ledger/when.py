"""Which folders are due: each night once, spread over the accounts, and whenever a member asks."""

import datetime as dt
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet

from spindle.mail.models import Folder

# By the company's clock: from one to five.
NIGHT = dt.time(1)
MINUTES = 240
# A gap that nobody can explain is looked at again before the next night.
UNEXPLAINED = dt.timedelta(hours=1)


def last_night(key: str, zone: str, *, at: dt.datetime) -> dt.datetime:
    """The last moment before `at` at which this account (`key`) was to be compared."""
    minute = int.from_bytes(sha256(key.encode()).digest()[:4]) % MINUTES
    local = at.astimezone(ZoneInfo(zone))
    tonight = dt.datetime.combine(local.date(), NIGHT, tzinfo=local.tzinfo) + dt.timedelta(minutes=minute)
    return tonight if tonight <= local else tonight - dt.timedelta(days=1)


def due_folders(account_id: int, *, night: dt.datetime, at: dt.datetime) -> QuerySet[Folder]:
    """The folders of an account to be compared now, the inbox first; those of the first synchronisation wait for it."""
    asked = Q(ledger__asked_at__isnull=False)
    never = Q(ledger__checked_at=None, account__account__created_at__lt=night)
    # One in quarantine has come, or the server has let it go.
    fewer = Q(ledger__quarantined__gt=F("quarantines"))
    unexplained = Q(ledger__missing__gt=F("ledger__quarantined"), ledger__checked_at__lt=at - UNEXPLAINED)
    folders = Folder.objects.filter(account=account_id, gone=False).select_related("account__account")
    return (
        folders.annotate(quarantines=Count("quarantine"))
        .filter(Q(complete=True) | ~Q(problem=""))
        .filter(asked | never | Q(ledger__checked_at__lt=night) | fewer | unexplained)
        .order_by("pk")
    )
