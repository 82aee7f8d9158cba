"""What is done to companies as a whole, and how one of them calls the worker."""

import secrets
import string
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from spindle.organisations import creation, crypto, keys, wire
from spindle.organisations.active import ALIAS, Handle, current
from spindle.organisations.engine import installed_engine
from spindle.organisations.models import Nudge, Organisation
from spindle.organisations.router import CONTROL

_SLUG_LETTERS = string.ascii_lowercase + string.digits
_SLUG_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Call:
    """A nudge that the worker took: which company has which kind of work."""

    organisation_id: int
    kind: str


def create_organisation(name: str, *, language: str, timezone: str) -> Organisation:
    """A new company with its own encrypted database and key, ready to use (ON-3). Takes a few milliseconds.

    Within a transaction of the control database that is rolled back the files stay behind; nothing can read them.
    """
    slug = "".join(secrets.choice(_SLUG_LETTERS) for _ in range(_SLUG_LENGTH))
    key = crypto.new_key()
    engine = installed_engine()
    creation.copy_template(Handle(slug, settings.SPINDLE_DATA / "organisations" / slug, key, engine))
    return Organisation.objects.create(
        slug=slug,
        engine=engine,
        name=name,
        wrapped_key=keys.wrap(key, slug),
        edition=settings.SPINDLE_EDITION,
        language=language,
        time_zone=timezone,
    )


def delete_organisation(organisation: Organisation) -> None:
    """Destroys a company beyond recovery: first its key, then its row and files."""
    handle = organisation.unchecked_handle()
    with transaction.atomic(using=CONTROL, durable=True):
        organisation.wrapped_key = b""
        organisation.save(update_fields=["wrapped_key"])
        organisation.delete()
    if connection.vendor == "sqlite":
        # The key must not stay readable in the log.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
    creation.remove_company(handle)


def set_paused(organisation: Organisation, *, paused: bool) -> None:
    """Stops or starts sending and sync of a company, as after a restore."""
    organisation.paused = paused
    organisation.save(update_fields=["paused"])


def nudge(kind: str) -> None:
    """Tells the worker, once the company's transaction is committed, that it has work of this kind."""
    slug = current().organisation.slug
    transaction.on_commit(lambda: _write_nudge(slug, kind), using=ALIAS)


def take_nudges() -> Sequence[Call]:
    """The nudges that wait, oldest first; they are gone then. For the worker."""
    with transaction.atomic(using=CONTROL, durable=True):
        waiting = list(Nudge.objects.order_by("at"))
        Nudge.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    return [Call(row.organisation_id, row.kind) for row in waiting]


def _write_nudge(slug: str, kind: str) -> None:
    organisation = Organisation.objects.get(slug=slug)
    with transaction.atomic(using=CONTROL):
        Nudge.objects.update_or_create(organisation=organisation, kind=kind, defaults={"at": timezone.now()})
    wire.send("worker", {"organisation": slug, "kind": kind})
