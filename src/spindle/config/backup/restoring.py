"""A company from a back-up: its data, its own data key wrapped anew under this installation's, its members' sign-in.

It stands still (`Organisation.paused`) until somebody says that it may go on, so that an old outbox does not go out again
and two installations do not fetch the same mail (architecture.md, "Two kinds of database").
"""

import secrets
import shutil
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.timezone import now

from spindle.archive.search import index as entries
from spindle.config.backup.errors import BackupRefused
from spindle.config.backup.identities import adopt, let_in
from spindle.config.backup.unpacking import Unpacked, head_of, unpack
from spindle.journal.actions import record
from spindle.organisations import keys
from spindle.organisations.copies import opened_aside
from spindle.organisations.creation import sync_folder
from spindle.organisations.models import Organisation
from spindle.organisations.router import CONTROL
from spindle.organisations.turnstile import FileLock
from spindle.relations.search import index as relations

_SLUG_BYTES = 6


def restore(file: Path, *, code: str | None = None, as_new: bool = False) -> Organisation:
    """The company, paused. Without `code` only back-ups of this installation open.

    A company that is here already is never overwritten: `as_new` restores beside it. Raises `BackupRefused` and
    `recovery.CodeRefused`; then nothing has changed.
    """
    folder = settings.SPINDLE_DATA / "organisations"
    with head_of(file) as (head, _rest):
        slug = secrets.token_hex(_SLUG_BYTES) if as_new else _plain(head.slug)
    with FileLock(settings.SPINDLE_DATA / "restore.lock"):
        refuse_existing(slug)
        draft = folder / f"{slug}.restoring"
        shutil.rmtree(draft, ignore_errors=True)
        unpacked = unpack(file, draft, code=code, slug=slug)
        try:
            return _take_in(unpacked, folder / slug, own=code is None)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _plain(slug: str) -> str:
    """It becomes the name of a folder."""
    if not slug.isascii() or not slug.isalnum() or len(slug) > 2 * _SLUG_BYTES:
        raise BackupRefused("The beginning of this back-up is damaged. Take another copy of it.")
    return slug


def refuse_existing(slug: str) -> None:
    """Raises `BackupRefused` if a company, or what is left of one, has this short name already."""
    folder = settings.SPINDLE_DATA / "organisations" / slug
    known = Organisation.objects.filter(slug=slug).first()
    if known is not None:
        raise BackupRefused(
            f"The company of this back-up, {known.name}, is here already, and is not overwritten. "
            "Use --as-new to restore it beside itself."
        )
    if folder.exists():
        raise BackupRefused(
            f"The folder {folder} of this company is here already, though no company uses it. Move it away first."
        )


def _take_in(unpacked: Unpacked, final: Path, *, own: bool) -> Organisation:
    """One transaction of the control database around all: a crash before its end leaves at most a folder."""
    with ExitStack() as undo:
        with transaction.atomic(using=CONTROL, durable=True):
            organisation = _row(unpacked, own=own)
            given = let_in(unpacked.people, organisation)
            with opened_aside(unpacked.handle):
                _tell_members(given, unpacked)
            unpacked.handle.folder.replace(final)
            undo.callback(shutil.rmtree, final)
            sync_folder(final.parent)
        undo.pop_all()
    return organisation


def _row(unpacked: Unpacked, *, own: bool) -> Organisation:
    manifest, handle = unpacked.manifest, unpacked.handle
    return Organisation.objects.create(
        slug=handle.slug,
        name=_name(unpacked),
        wrapped_key=keys.wrap(handle.key, handle.slug),
        # What a company has elsewhere is no claim on this host.
        edition=manifest.edition if own else settings.SPINDLE_EDITION,
        language=manifest.language,
        time_zone=manifest.time_zone,
        paused=True,
        created_at=parse_datetime(manifest.created_at) or now(),
    )


def _name(unpacked: Unpacked) -> str:
    name = unpacked.manifest.name
    if not Organisation.objects.filter(name=name).exists():
        return name
    return f"{name} ({unpacked.manifest.taken_at[:10]})"


def _tell_members(given: dict[int, int], unpacked: Unpacked) -> None:
    with transaction.atomic(using="organisation", durable=True):
        adopt(given)
        relations.ensure()
        entries.ensure()
        record(
            "restored",
            subject="organisation",
            subject_id=0,
            by=None,
            after={"taken_at": unpacked.manifest.taken_at, "version": unpacked.manifest.version},
        )
