"""One entry: its pane beside a list, its body, its menu."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from spindle.archive.menus import entry_menu
from spindle.archive.presenting import body_of, message_row
from spindle.archive.queries import Message, entries_for, messages_of
from spindle.archive.queries.parties import colleagues_by_address, parties_of
from spindle.members.access import MemberRequest, member_required


@require_GET
@member_required
def entry(request: MemberRequest, entry_id: int) -> HttpResponse:
    """The message with its head: a pane for htmx, a page of its own for everybody else."""
    message = _message(request, entry_id)
    parties = parties_of([message.entry])[entry_id]
    row = message_row(message, parties, colleagues_by_address(), me=request.member, opened=True)
    context = {"message": row, "subject": message.entry.subject or _("(no subject)")}
    return render(request, "archive/entry.html", context)


@require_GET
@member_required
def body(request: MemberRequest, entry_id: int) -> HttpResponse:
    """The inside of a message that is opened in a conversation."""
    return HttpResponse(body_of(get_object_or_404(entries_for(request.member), pk=entry_id)))


@require_GET
@member_required
def menu(request: MemberRequest, entry_id: int) -> HttpResponse:
    """What can be done with one message."""
    items = entry_menu(_message(request, entry_id), request.member)
    return render(request, "ui/parts/menu_items.html", {"items": items})


def _message(request: MemberRequest, entry_id: int) -> Message:
    found = messages_of(request.member, [entry_id])
    if not found:
        raise Http404
    return found[0]
