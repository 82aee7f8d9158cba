"""Makes the signed-in member's company active for the request, in his language and time zone.

Synchronous only: an asynchronous one would leave the block in another context than it entered
(measured/web.md 1.4). Nothing of the company outlives the block; views return rendered text.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from spindle.accounts.access import send_to
from spindle.accounts.actions import note_seen
from spindle.accounts.models import Identity, Membership
from spindle.accounts.people import Person, people
from spindle.accounts.queries import MEMBERSHIP, chosen, memberships_of, today_at, zone_named
from spindle.organisations.active import active
from spindle.organisations.models import Organisation, Unavailable

# Pages at the door work without a company: they lead into one, out of one, or into another.
DOOR = "/account/"

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class CompanyMiddleware:
    """Sets `request.organisation`, `request.member` and `request.memberships` for who is signed in."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _note(request, None, None, [])
        if request.path_info.startswith(DOOR) or not isinstance(request.user, Identity):
            return self.get_response(request)
        memberships = memberships_of(request.user)
        membership = chosen(memberships, request.session.get(MEMBERSHIP))
        if membership is None:
            return _turned_away(request)
        if request.session.get(MEMBERSHIP) != membership.pk:
            # Pinned, or another browser's choice would move this one too.
            request.session[MEMBERSHIP] = membership.pk
        return self._in_company(request, membership, memberships)

    def _in_company(
        self, request: HttpRequest, membership: Membership, memberships: list[Membership]
    ) -> HttpResponseBase:
        organisation = membership.organisation
        try:
            handle = organisation.handle()
        except Unavailable as reason:
            return _maintenance(request, organisation, str(reason))
        with active(handle):
            person = people().find(membership.member_id, today=today_at(organisation))
            if person is None or not person.active:
                return _turned_away(request)
            note_seen(membership)
            _note(request, organisation, person, memberships)
            translation.activate(_language(request, person, organisation))
            with timezone.override(zone_named(person.time_zone or organisation.time_zone)):
                return self.get_response(request)


def _note(
    request: HttpRequest,
    organisation: Organisation | None,
    member: Person | None,
    memberships: list[Membership],
) -> None:
    for name, value in (("organisation", organisation), ("member", member), ("memberships", memberships)):
        setattr(request, name, value)


def _language(request: HttpRequest, person: Person, organisation: Organisation) -> str:
    """The member's, else the company's; what neither has any more, as the browser wants it."""
    known = dict(settings.LANGUAGES)
    wanted = person.language or organisation.language
    return wanted if wanted in known else translation.get_language_from_request(request)


def _turned_away(request: HttpRequest) -> HttpResponseBase:
    """Signed out, with a page that says why: no company lets this identity in."""
    logout(request)
    # htmx would put the page into a pane: it has to go there as a whole.
    return send_to(request, reverse("account_inactive"))


def _maintenance(request: HttpRequest, organisation: Organisation, reason: str) -> HttpResponseBase:
    context = {"reason": reason, "company": organisation.name}
    response = render(request, "account/maintenance.html", context, status=503)
    response["Retry-After"] = "60"
    return response
