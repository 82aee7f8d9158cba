"""The frame around every page: the rail, and the line that live updates go on from. Nothing for strangers.

Costs one query, when the rail is drawn; a fragment without a rail costs none.
"""

from __future__ import annotations

from secrets import token_urlsafe

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from spindle.accounts.models import Membership
from spindle.home import places, tour
from spindle.home.queries import unread_count
from spindle.inbox import rail as inbox
from spindle.members.access import MemberRequest
from spindle.members.models import Density, Member
from spindle.members.rights import Right
from spindle.organisations.models import Organisation
from spindle.ui.addresses import parts_of
from spindle.ui.navigation import Rail, RailItem, RailSection
from spindle.ui.rows import MenuItem, Person


def frame(request: HttpRequest) -> dict[str, object]:
    """The context processor (settings.TEMPLATES)."""
    member = getattr(request, "member", None)
    organisation = getattr(request, "organisation", None)
    if not isinstance(member, Member) or not isinstance(organisation, Organisation):
        return {}
    asked: MemberRequest = request  # type: ignore[assignment]
    return {
        "rail": SimpleLazyObject(lambda: rail(asked)),
        "shortcuts_off": not member.shortcuts,
        "preferences_density": member.density,
        "company": organisation.name,
        "member": member,
        "tour_url": reverse("home:tour"),
        # The page's own token, by which the end of its stream is the end of what it was reading.
        "live_url": f"/live/?since={getattr(request, 'heard', -1) + 1}&page={token_urlsafe(12)}",
    }


def rail(request: MemberRequest) -> Rail:
    """The rail of this member, with the page that he is on marked."""
    member, path = request.member, _path(request)
    return Rail(
        company=request.organisation.name,
        items=_items(member, path),
        sections=_sections(request),
        company_menu=_companies(request.memberships, request.organisation),
        new_menu=_new(member),
        me=Person(member.name, hue=member.hue),
        me_menu=_mine(request),
        # Lists have a search of their own, which the other key opens.
        search_url=reverse("home:palette"),
        search_keys="Ctrl+k" if path.startswith((places.INBOX, places.RELATIONS)) else "Ctrl+k,/",
        refresh_url=reverse("home:rail"),
    )


def _items(member: Member, path: str) -> tuple[RailItem, ...]:
    items = [
        RailItem(_("Home"), places.HOME, "home", current=path == places.HOME, shortcut="g h"),
        RailItem(
            _("Inbox"),
            places.INBOX,
            "inbox",
            count=unread_count(member),
            unread=True,
            current=path.startswith(places.INBOX),
            shortcut="g i",
        ),
        RailItem(
            _("Relations"),
            places.RELATIONS,
            "users",
            current=path.startswith(places.RELATIONS),
            shortcut="g r",
        ),
    ]
    if member.has(Right.ADMINISTRATION):
        url = reverse("preferences:index")
        items.append(RailItem(_("Administration"), url, "settings", current=_is_administration(path)))
    return tuple(items)


def _mine(request: MemberRequest) -> tuple[MenuItem, ...]:
    """Under one's own name; with one's mail accounts, for who has no administration to find them in."""
    accounts = MenuItem(_("E-mail accounts"), icon="mail", url=places.mail_accounts())
    companies = _companies(request.memberships, request.organisation)
    return (
        MenuItem(_("Profile"), icon="user", url=reverse("members:profile")),
        *(() if request.member.has(Right.ADMINISTRATION) else (accounts,)),
        *((MenuItem(kind="rule"), *companies) if companies else ()),
        MenuItem(kind="rule"),
        *_densities(request.member),
        MenuItem(kind="rule"),
        MenuItem(_("Guided tour"), icon="route", url=tour.START),
        MenuItem(_("Sign out"), icon="logout", url=reverse("account_logout"), method="post"),
    )


def _densities(member: Member) -> tuple[MenuItem, ...]:
    url = reverse("members:density")
    return (
        MenuItem(_("Density"), kind="heading"),
        *(
            MenuItem(
                str(one.label), url=f"{url}?density={one.value}", method="post", current=member.density == one
            )
            for one in Density
        ),
    )


def _sections(request: MemberRequest) -> tuple[RailSection, ...]:
    """The folders, where the inbox is shown; the parts of the administration, where one of them is."""
    section = _administration(request.member, _path(request))
    return (section,) if section else inbox.sections(request.member, _url(request))


def _administration(member: Member, path: str) -> RailSection | None:
    if not _is_administration(path) or not member.has(Right.ADMINISTRATION):
        return None
    items = (
        RailItem(label, url, icon, current=path.startswith(url)) for url, (label, icon) in _parts().items()
    )
    return RailSection(_("Administration"), tuple(items))


def _is_administration(path: str) -> bool:
    below = (reverse("preferences:index"), reverse("members:roles"), places.mail_accounts())
    return path.startswith(below) or path in _parts()


def _parts() -> dict[str, tuple[str, str]]:
    """The pages of the administration (product.md EM-2: Administration → E-mail accounts): address to label and icon."""
    return {
        reverse("preferences:index"): (_("CRM preferences"), "adjustments-horizontal"),
        reverse("members:index"): (_("Users"), "users"),
        places.mail_accounts(): (_("E-mail accounts"), "mail"),
    }


def _url(request: MemberRequest) -> str:
    shown = request.htmx.current_url if request.htmx else None
    return shown or request.get_full_path()


def _path(request: MemberRequest) -> str:
    """The page that the browser shows: for a fragment, the one that it goes into."""
    return parts_of(_url(request)).path


def _companies(memberships: list[Membership], here: Organisation) -> tuple[MenuItem, ...]:
    """The other companies of who has several."""
    if len(memberships) < 2:
        return ()
    return (
        MenuItem(_("Company"), kind="heading"),
        *(
            MenuItem(
                membership.organisation.name,
                icon="building",
                url=reverse("account_company", args=[membership.organisation.slug]),
                method="post",
                current=membership.organisation == here,
            )
            for membership in memberships
        ),
    )


def _new(member: Member) -> tuple[MenuItem, ...]:
    if not member.may_write:
        return ()
    items = [
        MenuItem(_("Relation"), icon="user-plus", url=places.new_relation(), dialog=True),
        MenuItem(_("E-mail account"), icon="mail", url=places.connect_mail(), dialog=True),
    ]
    if member.has(Right.MANAGE_MEMBERS):
        items.append(MenuItem(_("Invite colleagues"), icon="users", url=places.invite(), dialog=True))
    return tuple(items)
