"""Marks on entries: POST with `entry` ids sets one, DELETE takes it off; each undoes the other exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from spindle.archive import actions
from spindle.archive.asked import ids_of
from spindle.archive.menus import highlight_url, private_url
from spindle.members.access import MemberRequest, writes
from spindle.ui.responses import Method, refresh, toast

Verb = Callable[..., list[int]]
Url = Callable[[Sequence[int]], str]
BOTH = ["POST", "DELETE"]


@require_http_methods(BOTH)
@writes
def highlight(request: MemberRequest) -> HttpResponse:
    """Stands out for all who may read it, or no more."""
    if request.method == "DELETE":
        return _answer(request, actions.remove_highlight, highlight_url, _("No longer highlighted"))
    return _answer(request, actions.highlight, highlight_url, _("Highlighted"))


@require_http_methods(BOTH)
@writes
def private(request: MemberRequest) -> HttpResponse:
    """For this member alone, or for all again."""
    if request.method == "DELETE":
        return _answer(request, actions.make_public, private_url, _("No longer private"))
    return _answer(request, actions.make_private, private_url, _("Private: only you see this now"))


def _answer(request: MemberRequest, verb: Verb, url: Url, said: str) -> HttpResponse:
    done = verb(ids_of(request.GET.getlist("entry")), by=request.member)
    response = HttpResponse(status=204)
    if done:
        back: Method = "POST" if request.method == "DELETE" else "DELETE"
        toast(response, said, undo_url=url(done), undo_method=back)
    return refresh(response, "inbox")
