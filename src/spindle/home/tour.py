"""The guided tour through the real screens (product.md ON-6): what is said where, for who may go there."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.home import places
from spindle.home.queries import last_used
from spindle.members.models import Member
from spindle.ui.palette import TourStep

# Behind an address: the tour begins on this page.
ASK = "?tour=start"
START = places.HOME + ASK


def steps_for(member: Member) -> list[TourStep]:
    """The steps, page after page; the card is shown once there is a relation. One query."""
    return [*_home(member), *_inbox(), *_relations(), *_end()]


def _home(member: Member) -> Iterator[TourStep]:
    yield TourStep(
        _("This is Home"),
        _("What is new, whom you dealt with last, and what is still to set up."),
        places.HOME,
        "home",
    )
    if member.may_write:
        yield TourStep(
            _("Begin something"),
            _(
                "New adds a relation, connects a mailbox or invites colleagues. The key C opens it everywhere."
            ),
            places.HOME,
            "new",
        )
    yield TourStep(
        _("Find anything"),
        _("Ctrl K finds relations, commands and settings from every page; the key ? shows all keys."),
        places.HOME,
        "find",
    )


def _inbox() -> Iterator[TourStep]:
    yield TourStep(
        _("What you have to handle"),
        _("One row is a conversation. Finish it when nothing is left to do; it stays with its relation."),
        reverse("inbox:folder", args=["inbox"]),
        "inbox",
    )


def _relations() -> Iterator[TourStep]:
    yield TourStep(
        _("Whom you deal with"),
        _("Businesses with their people, the latest contact first."),
        places.RELATIONS,
        "relations",
    )
    for newest in last_used()[:1]:
        yield TourStep(
            _("All about one relation"),
            _("Click a value to change it. Below it stands every message, in and out, by itself."),
            places.relation(newest.id),
            "card",
        )


def _end() -> Iterator[TourStep]:
    yield TourStep(
        _("Where mail comes from"),
        _("Mailboxes are connected here; each says whether all of it has come in."),
        places.mail_accounts(),
        "page",
    )
    yield TourStep(
        _("Under your name"),
        _("Your profile, how much stands on a screen, and this tour, whenever you want it again."),
        places.mail_accounts(),
        "me",
    )
