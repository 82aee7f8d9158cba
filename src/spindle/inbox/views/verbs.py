"""The verbs. POST with repeated `id` does it to conversations of the folder `place`; DELETE with what the toast was
given (`copy` or `entry`) takes exactly that back. Where the conversation that is open goes away, the next one opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spindle.archive import actions as archive
from spindle.archive.asked import ids_of
from spindle.channels.contract import Place
from spindle.inbox.actions import VERBS, Verb, mark_conversations_read, mark_conversations_unread
from spindle.inbox.bulk import DEEDS, begin
from spindle.inbox.listing import Listing, Shown, shown_at
from spindle.inbox.marks import MARKS
from spindle.inbox.panes import nothing_open, pane
from spindle.inbox.presenting import said
from spindle.inbox.queries import key_in, next_conversation, reading_of
from spindle.members.access import MemberRequest, member_required, writes
from spindle.ui.responses import refresh, toast

BOTH = ["POST", "DELETE"]


@require_http_methods(BOTH)
@writes
def finish(request: MemberRequest) -> HttpResponse:
    """Out of the inbox, of all who share the account (product.md 2.4)."""
    return _move(request, VERBS["finish"])


@require_http_methods(BOTH)
@writes
def reopen(request: MemberRequest) -> HttpResponse:
    """What is finished, back into the inbox."""
    return _move(request, VERBS["reopen"])


@require_http_methods(BOTH)
@writes
def trash(request: MemberRequest) -> HttpResponse:
    """Into the trash of the account."""
    return _move(request, VERBS["trash"])


@require_http_methods(BOTH)
@writes
def restore(request: MemberRequest) -> HttpResponse:
    """Out of the trash, to where it was."""
    return _move(request, VERBS["restore"])


@require_http_methods(BOTH)
@writes
def spam(request: MemberRequest) -> HttpResponse:
    """Into the spam folder."""
    return _move(request, VERBS["spam"])


@require_http_methods(BOTH)
@writes
def not_spam(request: MemberRequest) -> HttpResponse:
    """Out of the spam folder."""
    return _move(request, VERBS["not-spam"])


@require_http_methods(BOTH)
@member_required
def read(request: MemberRequest) -> HttpResponse:
    """This member has read it; without words, for opening does it too."""
    if request.method == "DELETE":
        return _marked("read", archive.mark_unread, request)
    if (whole := _whole(request)) and request.member.may_write:
        return _begin(request, "read", whole)
    mark_conversations_read(_ids(request, "id"), by=request.member)
    return HttpResponse(status=204)


@require_http_methods(BOTH)
@writes
def unread(request: MemberRequest) -> HttpResponse:
    """This member wants to see it as unread again."""
    if request.method == "DELETE":
        return _marked("unread", archive.mark_read, request)
    if whole := _whole(request):
        return _begin(request, "unread", whole)
    done = mark_conversations_unread(_ids(request, "id"), by=request.member)
    return _answer(HttpResponse(status=204), "unread", len(done), "entry", done)


@require_http_methods(["POST"])
@writes
def highlight(request: MemberRequest) -> HttpResponse:
    """The newest message of each stands out, for all who may read it."""
    return _mark(request, "highlight")


@require_http_methods(["POST"])
@writes
def plain(request: MemberRequest) -> HttpResponse:
    """None of their messages stands out any more."""
    return _mark(request, "plain")


@require_http_methods(["POST"])
@writes
def private(request: MemberRequest) -> HttpResponse:
    """Only this member reads them, and who may see private messages."""
    return _mark(request, "private")


@require_http_methods(["POST"])
@writes
def public(request: MemberRequest) -> HttpResponse:
    """For all again who could read them before."""
    return _mark(request, "public")


def _mark(request: MemberRequest, name: str) -> HttpResponse:
    if (whole := _whole(request)) and name in DEEDS:
        return _begin(request, name, whole)
    mark, conversations = MARKS[name], _ids(request, "id")
    done = mark.carry_out(conversations, by=request.member)
    response = HttpResponse(status=204)
    if done:
        toast(response, said(name, len(conversations)), undo_url=mark.url(done), undo_method=mark.undo_method)
    return response


def _marked(verb: str, undo: Callable[..., list[int]], request: MemberRequest) -> HttpResponse:
    undo(_ids(request, "entry"), by=request.member)
    return refresh(HttpResponse(status=204), "inbox")


def _move(request: MemberRequest, verb: Verb) -> HttpResponse:
    if request.method == "DELETE":
        verb.undo(_ids(request, "copy"), by=request.member)
        return refresh(HttpResponse(status=204), "inbox")
    if whole := _whole(request):
        return _begin(request, verb.name, whole)
    conversations = _ids(request, "id")
    shown = shown_at(request.htmx.current_url) if request.htmx else None
    goes = shown if shown and shown.conversation_id in conversations else None
    key = key_in(request.member, goes.listing, goes.conversation_id or 0) if goes else None
    done = verb.carry_out(conversations, _place(request), by=request.member)
    response = _next(request, goes, key) if goes and done else HttpResponse(status=204)
    return _answer(response, verb.name, len(conversations), "copy", done)


def _next(request: MemberRequest, shown: Shown, key: int | None) -> HttpResponse:
    """The conversation that takes the place of the one that is gone, for the pane in which that was read."""
    found = next_conversation(request.member, shown.listing, key)
    reading = reading_of(request.member, shown.listing, found) if found else None
    html = pane(request, shown.listing, reading) if reading else nothing_open(request, shown.listing)
    response = HttpResponse(html)
    response["HX-Retarget"] = "#conversation"
    response["HX-Reswap"] = "innerHTML"
    response["HX-Push-Url"] = shown.listing.conversation_url(found) if found else shown.listing.url()
    # The live event came before the address changed: only now does the list know which row is open.
    return refresh(response, "inbox")


def _answer(response: HttpResponse, verb: str, count: int, what: str, done: Sequence[int]) -> HttpResponse:
    """Say what was done, with the way back. Nothing was done: nothing is said."""
    if done:
        undo_url = f"{reverse(f'inbox:{verb}')}?{urlencode([(what, pk) for pk in done])}"
        toast(response, said(verb, count), undo_url=undo_url)
    return response


def _whole(request: MemberRequest) -> Listing | None:
    """The list of which all is meant, beyond the rows that are loaded: `whole` is its address."""
    shown = shown_at(request.POST.get("whole")) if request.POST.get("whole") else None
    return shown.listing if shown else None


def _begin(request: MemberRequest, verb: str, listing: Listing) -> HttpResponse:
    """The worker does it; the line over the list says how far it is, and has the undo."""
    begin(verb, listing, by=request.member)
    return HttpResponse(status=204)


def _ids(request: MemberRequest, name: str) -> list[int]:
    return ids_of([*request.GET.getlist(name), *request.POST.getlist(name)])


def _place(request: MemberRequest) -> Place | None:
    return {place.value: place for place in Place}.get(request.GET.get("place", ""))
