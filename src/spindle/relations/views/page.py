"""The frame around a card: the list beside it, hidden or not (RL-4), and the parts that other folders bring."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from spindle.members.access import MemberRequest
from spindle.relations.listing import Listing
from spindle.relations.parts import Asked, Place, parts
from spindle.relations.rows import list_context

# Kept on this device, as the widths of the panes are.
COOKIE = "spindle_relation_list"
_YEAR = 365 * 24 * 3600


def page_context(
    request: MemberRequest, listing: Listing, *, before: str = "", current: int | None = None
) -> dict[str, object]:
    """What a whole page needs beside the card."""
    hidden = _asked(request) == "hidden"
    return list_context(request.member, listing, before=before, current=current) | {
        "list_hidden": hidden,
        "show_url": f"{request.path}{listing.query({'list': 'shown'})}",
        "hide_url": f"{request.path}{listing.query({'list': 'hidden'})}",
    }


def _asked(request: MemberRequest) -> str:
    return request.GET.get("list") or request.COOKIES.get(COOKIE, "")


def remember_list(request: MemberRequest, response: HttpResponse) -> HttpResponse:
    """Keep whether the list is hidden, if the address says it."""
    if request.GET.get("list") in {"hidden", "shown"}:
        response.set_cookie(
            COOKIE, request.GET["list"], max_age=_YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response


def drawn(request: MemberRequest, place: Place, asked: Asked) -> list[SafeString]:
    """The parts of a place as HTML."""
    return [render_to_string(part.template, dict(part.context), request) for part in parts(place, asked)]
