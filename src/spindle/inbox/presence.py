"""Who reads what now: a colleague's face stands at a conversation as long as he has it before him.

A page says when it opens a conversation and when it leaves; nobody asks again and again. What is left of a browser
that died goes with the end of its live stream, and after STALE in any case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import now

from spindle.archive.queries import entries_for
from spindle.inbox.models import Reading
from spindle.journal.live import publish
from spindle.journal.queries import newest_line
from spindle.members.models import Member
from spindle.organisations.active import current

TOPIC = "reading"
# Longer than a live stream lives before it is opened anew, which counts as being heard of.
STALE = timedelta(minutes=15)
# Pages of one member, and readers of a company, that are kept and shown.
PAGES, SHOWN = 20, 200


@dataclass(frozen=True, slots=True)
class Reader:
    """A colleague at a conversation."""

    conversation_id: int
    member: Member


def enter(conversation_id: int, *, page: str, by: Member) -> bool:
    """This member's page shows the conversation now, and no other; False where he may not read it."""
    if not entries_for(by).filter(conversation=conversation_id).exists():
        return False
    with transaction.atomic(using="organisation", durable=True):
        own = Reading.objects.filter(member=by)
        before = own.filter(page=page).values_list("conversation", flat=True).first()
        if before == conversation_id:
            own.filter(page=page).update(at=now())
            return True
        kept = list(own.exclude(page=page).order_by("-at").values_list("page", flat=True)[: PAGES - 1])
        own.exclude(page__in=kept).delete()
        Reading.objects.filter(at__lt=now() - STALE).delete()
        Reading.objects.bulk_create(
            [Reading(page=page, member=by, conversation=conversation_id)], ignore_conflicts=True
        )
        _tell()
    return True


def leave(*, page: str, by: Member) -> None:
    """This member's page shows no conversation any more."""
    _end(Reading.objects.filter(page=page, member=by).values_list("page", flat=True))


def heard_of(page: str) -> None:
    """The page's live stream is open (again)."""
    found = Reading.objects.filter(page=page)
    if found.exists():
        found.update(at=now())


def lost(page: str, since: datetime) -> None:
    """The page's live stream ended at that time; it reads no more, unless it has been heard of again."""
    _end(Reading.objects.filter(page=page, at__lt=since).values_list("page", flat=True))


def _end(pages: Iterable[str]) -> None:
    found = list(pages)
    if not found:
        return
    with transaction.atomic(using="organisation", durable=True):
        if Reading.objects.filter(page__in=found).delete()[0]:
            _tell()


def _tell() -> None:
    """Open pages hear of it on commit; who comes and goes is no matter for the journal."""
    slug = current().organisation.slug
    transaction.on_commit(lambda: publish(slug, [TOPIC], newest_line()), using="organisation")


def readers_for(member: Member) -> list[Reader]:
    """His colleagues at conversations that he may read as well, each once. At most two SELECTs."""
    found = (
        Reading.objects.filter(at__gte=now() - STALE)
        .exclude(member=member)
        .select_related("member")
        .order_by("member_id", "conversation")[:SHOWN]
    )
    rows = {(one.conversation, one.member_id): Reader(one.conversation, one.member) for one in found}
    if not rows:
        return []
    readable = entries_for(member).filter(conversation__in={key[0] for key in rows}).order_by()
    seen = set(readable.values_list("conversation_id", flat=True).distinct())
    return [reader for reader in rows.values() if reader.conversation_id in seen]
