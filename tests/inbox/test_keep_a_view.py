"""A list with its filters stands under a name: made, renamed, moved, shared, removed and put back (product.md 2.4)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from spindle.channels.contract import Place
from spindle.inbox import saved
from spindle.inbox.listing import Listing
from spindle.inbox.models import View
from spindle.journal.models import Line
from spindle.members.models import Member
from spindle.members.rights import Role
from tests.factories import company, member

__all__ = ["company"]
pytestmark = pytest.mark.usefixtures("company")
LISTING = Listing(
    Place.FINISHED,
    highlighted=True,
    address="jan@x.example",
    since=date(2026, 1, 31),
    words="oak table",
    account_id=3,
)


@pytest.fixture
def anna() -> Member:
    return member("Anna")


def names(who: Member) -> list[str]:
    return [view.name for view in saved.views_for(who)]


def test_it_opens_the_list_that_was_kept(anna: Member) -> None:
    view = saved.save_view("Oak", LISTING, by=anna)
    assert saved.listing_of_view(view) == LISTING
    assert names(anna) == ["Oak"]


def test_a_span_that_moves_along_with_today_stays_one(anna: Member) -> None:
    view = saved.save_view("This week", Listing(period="week"), by=anna)
    assert saved.listing_of_view(view).period == "week"


def test_it_is_ones_own_until_it_is_shared(anna: Member) -> None:
    bob = member("Bob")
    view = saved.save_view("Oak", LISTING, by=anna)
    assert names(bob) == []
    saved.change_view(view.pk, name="Oak and elm", shared=True, by=anna)
    assert names(bob) == names(anna) == ["Oak and elm"]


def test_ones_own_come_first_in_ones_own_order(anna: Member) -> None:
    bob = member("Bob")
    saved.save_view("of Bob", LISTING, by=bob, shared=True)
    a, _b, c = (saved.save_view(name, LISTING, by=anna) for name in "abc")
    saved.move_view(c.pk, up=True, by=anna)
    saved.move_view(a.pk, up=True, by=anna)
    assert names(anna) == ["a", "c", "b", "of Bob"]
    saved.move_view(a.pk, up=False, by=anna)
    assert names(anna) == ["c", "a", "b", "of Bob"]


def test_removing_is_undone_at_its_place(anna: Member) -> None:
    _a, b, _c = (saved.save_view(name, LISTING, by=anna) for name in "abc")
    saved.remove_view(b.pk, by=anna)
    assert names(anna) == ["a", "c"]
    for _ in range(2):
        saved.restore_view(b.pk, by=anna)
    assert names(anna) == ["a", "b", "c"]


def test_nobody_else_changes_it(anna: Member) -> None:
    bob, view = member("Bob"), saved.save_view("Oak", LISTING, by=anna, shared=True)
    with pytest.raises(View.DoesNotExist):
        saved.change_view(view.pk, name="Elm", shared=False, by=bob)
    for deed in (saved.remove_view, saved.restore_view):
        with pytest.raises(View.DoesNotExist):
            deed(view.pk, by=bob)


def test_who_may_only_read_keeps_none() -> None:
    with pytest.raises(PermissionDenied):
        saved.save_view("Oak", LISTING, by=member("Reader", role=Role.READ_ONLY))


def test_there_is_an_end_to_them(anna: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST", 1)
    saved.save_view("one", LISTING, by=anna)
    with pytest.raises(saved.TooMany):
        saved.save_view("two", LISTING, by=anna)


def test_each_change_stands_in_the_journal(anna: Member) -> None:
    view = saved.save_view("Oak", LISTING, by=anna)
    saved.change_view(view.pk, name="Oak", shared=False, by=anna)
    saved.remove_view(view.pk, by=anna)
    verbs = list(Line.objects.filter(subject="view").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["view saved", "view removed"], "what changes nothing says nothing"
