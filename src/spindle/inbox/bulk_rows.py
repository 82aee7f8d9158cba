"""How far work on thousands is, in words: what is being done, how much of it, how long it will take."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spindle.inbox.bulk import topic_of
from spindle.inbox.models import Bulk, BulkState
from spindle.members.models import Member
from spindle.ui.markup import number

SHOWN = 3


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One piece of work. `value` of `max` are done; without `max` nobody knows how much there is."""

    id: int
    title: str
    working: bool
    value: int
    max: int | None
    of: str
    left: str
    stop_url: str = ""
    undo_url: str = ""
    close_url: str = ""


def bulk_context(member: Member) -> dict[str, object]:
    """What is under way or not put away yet, newest first. One SELECT."""
    shown = Bulk.objects.filter(
        Q(state__in=[BulkState.WAITING, BulkState.UNDOING]) | Q(closed=False), member=member
    )
    rows = [_row(one) for one in shown.select_related("relation").order_by("-pk")[:SHOWN]]
    return {"bulk_rows": rows, "bulk_topic": topic_of(member.pk)}


def _row(bulk: Bulk) -> BulkRow:
    def url(name: str) -> str:
        return reverse(f"inbox:{name}", args=[bulk.pk])

    working = bulk.state in (BulkState.WAITING, BulkState.UNDOING)
    undoable = bulk.state in (BulkState.DONE, BulkState.STOPPED) and bulk.changed > 0
    return BulkRow(
        id=bulk.pk,
        title=_title(bulk),
        working=working,
        value=bulk.done,
        max=bulk.total if bulk.state == BulkState.WAITING else None,
        of=_("of %(total)s conversations") % {"total": number(bulk.total)}
        if bulk.total
        else _("conversations"),
        left=_left(bulk),
        stop_url=url("stop-bulk") if bulk.state == BulkState.WAITING else "",
        undo_url=url("undo-bulk") if undoable else "",
        close_url="" if working else url("close-bulk"),
    )


def _title(bulk: Bulk) -> str:
    if bulk.state == BulkState.WAITING:
        return _doing(bulk)
    if bulk.state == BulkState.UNDOING:
        return _("Being put back")
    if bulk.state == BulkState.UNDONE:
        return _("All of it is put back")
    said = _did(bulk)
    return _("Stopped: %(what)s") % {"what": said} if bulk.state == BulkState.STOPPED else said


def _doing(bulk: Bulk) -> str:
    name = bulk.relation.name if bulk.relation else ""
    return {
        "finish": _("Finishing all of the list"),
        "reopen": _("Moving all of the list back to the inbox"),
        "trash": _("Deleting all of the list"),
        "restore": _("Putting back all of the list"),
        "spam": _("Marking all of the list as spam"),
        "not-spam": _("Marking all of the list as no spam"),
        "read": _("Marking all of the list as read"),
        "unread": _("Marking all of the list as unread"),
        "highlight": _("Highlighting all of the list"),
        "link": _("Linking all of the list to %(name)s") % {"name": name},
    }[bulk.verb]


def _did(bulk: Bulk) -> str:
    count, name = bulk.done, bulk.relation.name if bulk.relation else ""
    words = {
        "finish": ngettext("%(count)s conversation finished", "%(count)s conversations finished", count),
        "reopen": ngettext("%(count)s conversation back in the inbox", "%(count)s conversations back in the inbox", count),
        "trash": ngettext("%(count)s conversation deleted", "%(count)s conversations deleted", count),
        "restore": ngettext("%(count)s conversation put back", "%(count)s conversations put back", count),
        "spam": ngettext("%(count)s conversation marked as spam", "%(count)s conversations marked as spam", count),
        "not-spam": ngettext("%(count)s conversation marked as no spam", "%(count)s conversations marked as no spam", count),
        "read": ngettext("%(count)s conversation marked as read", "%(count)s conversations marked as read", count),
        "unread": ngettext("%(count)s conversation marked as unread", "%(count)s conversations marked as unread", count),
        "highlight": ngettext("%(count)s conversation highlighted", "%(count)s conversations highlighted", count),
        "link": ngettext("%(count)s conversation linked to %(name)s", "%(count)s conversations linked to %(name)s", count),
    }  # fmt: skip
    return words[bulk.verb] % {"count": number(count), "name": name}


def _left(bulk: Bulk) -> str:
    """About how long it will take, once that can be said: from how long it took so far."""
    if bulk.state != BulkState.WAITING or not bulk.total or not bulk.done:
        return ""
    spent = (now() - bulk.begun_at).total_seconds()
    seconds = spent / bulk.done * max(0, bulk.total - bulk.done)
    if spent < 3 or seconds < 5:
        return ""
    if seconds < 60:
        return _("less than a minute")
    minutes = round(seconds / 60)
    return ngettext("about %(count)d minute", "about %(count)d minutes", minutes) % {"count": minutes}
