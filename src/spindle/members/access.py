"""Who may call a view: one decorator on each, read by the walk in tests/test_strangers.py.

`open_to_strangers` for pages at the door; `member_required` for whoever is in the company;
`writes` for what changes something (a read-only member may only GET it); `requires(Right.X)`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from spindle.accounts.access import access_of, mark, open_to_strangers, send_to, typed
from spindle.accounts.models import Identity, Membership
from spindle.journal.queries import newest_line
from spindle.members.models import Member
from spindle.members.notation import date_preferences
from spindle.members.rights import Right
from spindle.organisations.models import Organisation
from spindle.ui.dates import read_as

__all__ = [
    "MemberRequest",
    "access_of",
    "member_required",
    "open_to_strangers",
    "requires",
    "typed",
    "writes",
]

MEMBER = "member"
WRITES = "writes"
_SAFE = {"GET", "HEAD", "OPTIONS"}


class MemberRequest(HttpRequest):
    """A request of a member, in whose company we are. Only a type: the middleware has set these."""

    user: Identity
    member: Member
    organisation: Organisation
    memberships: list[Membership]
    htmx: HtmxDetails
    # The journal's newest line when a page was asked for; not set for fragments.
    heard: int


Rest = ParamSpec("Rest")
Asked = Callable[Concatenate[MemberRequest, Rest], HttpResponseBase]
Guarded = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


def member_required(view: Asked[Rest]) -> Guarded[Rest]:
    """Any member of the active company; a stranger is sent to sign in and comes back afterwards."""
    return _guard(view, MEMBER, lambda request: True)


def writes(view: Asked[Rest]) -> Guarded[Rest]:
    """Any member may look; what changes something is refused to who may only read (403)."""
    return _guard(view, WRITES, lambda request: request.method in _SAFE or request.member.may_write)


def requires(right: Right) -> Callable[[Asked[Rest]], Guarded[Rest]]:
    """Only members with this right, for every method (403)."""
    return lambda view: _guard(view, right.value, lambda request: request.member.has(right))


def _guard(view: Asked[Rest], access: str, allowed: Callable[[MemberRequest], bool]) -> Guarded[Rest]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        if getattr(request, "member", None) is None:
            return _to_sign_in(request)
        asked = cast("MemberRequest", request)
        if not allowed(asked):
            return _refused(asked)
        if request.method == "GET" and not asked.htmx:
            # Before the view reads anything: what comes between here and the page's stream is replayed to it.
            asked.heard = newest_line()
        with read_as(lambda: date_preferences(asked.member, asked.organisation)):
            response = view(asked, *args, **kwargs)
        if not response.has_header("Cache-Control"):
            # Nothing of a company stays in a browser after signing out.
            add_never_cache_headers(response)
        return response

    return mark(guarded, access)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    page = (
        request.get_full_path() if request.method == "GET" and not request.headers.get("HX-Request") else "/"
    )
    return send_to(request, f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page})}")


def _refused(request: MemberRequest) -> HttpResponse:
    """403 with a sentence: the toast of a page that asked by htmx shows it as it is."""
    sentence = _("You may not do this. An administrator of your company can give you the right to.")
    if request.htmx:
        return HttpResponse(sentence, status=403, content_type="text/plain; charset=utf-8")
    raise PermissionDenied(sentence)
