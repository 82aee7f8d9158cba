"""Every view says who may come in, by one decorator; the walk in tests/test_strangers.py reads the mark.

Here stands the mark itself and the one for pages at the door; the ones for members are in
`members.access`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django_htmx.http import HttpResponseClientRedirect

STRANGERS = "strangers"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def mark(view: View, access: str) -> View:
    """Write on a view who may call it: "strangers", "member", "writes", or the value of a right."""
    view.access = access  # type: ignore[attr-defined]
    return view


def access_of(view: Callable[..., HttpResponseBase]) -> str | None:
    """What `mark` wrote on this view; None when nobody did."""
    access = getattr(view, "access", None)
    return access if isinstance(access, str) else None


def open_to_strangers(view: View) -> View:
    """This page is for people who are not signed in: sign-up, sign-in, an invitation."""
    return mark(view, STRANGERS)


def send_to(request: HttpRequest, url: str) -> HttpResponse:
    """To another page, the whole browser: htmx would put what a redirect leads to into the pane that asked."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it nothing; None when it is only asked for."""
    return request.POST if request.method == "POST" else None
