"""A verb for all of a list: done in turns by the worker, stopped, undone as a whole, gone on with after a kill."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import now

from spindle.archive.models import Delivery, Entry, Highlight, Link, Unread
from spindle.channels.contract import Place
from spindle.channels.models import Account
from spindle.inbox import bulk
from spindle.inbox.listing import Listing
from spindle.inbox.models import Bulk, BulkItem, BulkState
from spindle.journal.models import Line
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.organisations.models import Organisation
from tests.engines import only_sqlcipher
from tests.factories import account, company, member, message, received, relation

__all__ = ["company"]
pytestmark = pytest.mark.usefixtures("company")
TURN, MANY = 4, 11


@pytest.fixture(autouse=True)
def short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "TURN", TURN)
    monkeypatch.setattr(bulk, "UNDO_TURN", TURN)


@pytest.fixture
def anna() -> Member:
    return member("Anna")


@pytest.fixture
def box(anna: Member) -> Account:
    made = account(anna)
    received(made, *[message(str(number)) for number in range(MANY)])
    return made


def work(it: Bulk, turns: int = 1000) -> Bulk:
    """So many turns of it, or all."""
    while turns and bulk.turn(it.pk, zone="Europe/Amsterdam"):
        turns -= 1
    it.refresh_from_db()
    return it


def standing(place: str) -> int:
    return Delivery.objects.filter(place=place).count()


def lines() -> list[str]:
    return list(Line.objects.filter(subject="bulk").order_by("pk").values_list("verb", flat=True))


def test_all_of_a_folder_is_finished_and_one_undo_brings_all_back(anna: Member, box: Account) -> None:
    it = work(bulk.begin("finish", Listing(), by=anna))
    assert (it.state, it.total, it.done, it.changed) == (BulkState.DONE, MANY, MANY, MANY)
    assert (standing("inbox"), standing("finished")) == (0, MANY)
    bulk.undo(it.pk, by=anna)
    assert work(it).state == BulkState.UNDONE
    assert (standing("inbox"), standing("finished"), BulkItem.objects.count()) == (MANY, 0, 0)
    assert lines() == ["finish for all", "undid finish for all"]
    assert Line.objects.filter(subject="delivery").count() == 0, "one line for the whole"


def test_each_turn_is_a_little_of_it(anna: Member, box: Account) -> None:
    it = work(bulk.begin("finish", Listing(), by=anna), turns=1)
    assert (it.state, it.done, standing("finished")) == (BulkState.WAITING, TURN, TURN)


def test_what_comes_in_meanwhile_stays(anna: Member, box: Account) -> None:
    it = bulk.begin("trash", Listing(), by=anna)
    received(box, message("new"))
    work(it)
    assert (standing("inbox"), standing("trash")) == (1, MANY)


def test_stop_leaves_the_rest_and_can_still_be_undone(anna: Member, box: Account) -> None:
    it = work(bulk.begin("finish", Listing(), by=anna), turns=1)
    bulk.stop(it.pk, by=anna)
    assert work(it).state == BulkState.STOPPED
    assert (standing("finished"), lines()) == (TURN, ["finish for all"])
    bulk.undo(it.pk, by=anna)
    work(it)
    assert standing("inbox") == MANY


def test_undo_while_it_works_takes_back_what_was_done(anna: Member, box: Account) -> None:
    it = work(bulk.begin("finish", Listing(), by=anna), turns=1)
    bulk.undo(it.pk, by=anna)
    assert work(it).state == BulkState.UNDONE
    assert standing("inbox") == MANY


def test_what_somebody_moved_since_is_left_where_it_is(anna: Member, box: Account) -> None:
    it = work(bulk.begin("finish", Listing(), by=anna))
    Delivery.objects.filter(pk=Delivery.objects.order_by("pk").values("pk")[:1]).update(
        place=Place.TRASH.value
    )
    bulk.undo(it.pk, by=anna)
    work(it)
    assert (standing("inbox"), standing("trash")) == (MANY - 1, 1)


def test_filters_and_searches_narrow_it(anna: Member, box: Account) -> None:
    received(box, message("Zilverspar", sender="piet@y.example"), message("other", sender="piet@y.example"))
    work(bulk.begin("finish", Listing(address="piet@y.example", words="zilverspar"), by=anna))
    assert standing("finished") == 1
    work(bulk.begin("trash", Listing(address="piet@y.example"), by=anna))
    assert (standing("trash"), standing("inbox")) == (1, MANY)


def test_an_accounts_list_touches_no_other_account(anna: Member, box: Account) -> None:
    other, both = account(anna), message("both")
    received(box, both)
    received(other, both)
    work(bulk.begin("finish", Listing(account_id=other.pk), by=anna))
    assert list(Delivery.objects.filter(place="finished").values_list("account", flat=True)) == [other.pk]


def test_read_unread_highlight_and_link_go_forth_and_back(anna: Member, box: Account) -> None:
    bakery = relation("Bakkerij")
    counts: dict[str, Callable[[], int]] = {
        "read": lambda: MANY - Unread.objects.filter(member=anna).count(),
        "highlight": Highlight.objects.count,
        "link": lambda: Link.objects.filter(relation=bakery).count(),
    }
    for verb, count in counts.items():
        it = work(bulk.begin(verb, Listing(), by=anna, relation_id=bakery.pk))
        assert count() == MANY, verb
        bulk.undo(it.pk, by=anna)
        work(it)
        assert count() == 0, verb


def test_what_is_put_away_is_forgotten_and_not_undone(anna: Member, box: Account) -> None:
    it = bulk.begin("finish", Listing(), by=anna)
    bulk.close(it.pk, by=anna)
    work(it)
    assert not it.closed, "while it is at work its line stays"
    assert not bulk.tidy()
    Bulk.objects.update(ended_at=now() - bulk.KEPT - timedelta(seconds=1))
    while bulk.tidy():
        pass
    assert BulkItem.objects.count() == 0
    bulk.undo(it.pk, by=anna)
    assert work(it).state == BulkState.DONE


def test_others_have_no_hand_in_it(anna: Member, box: Account) -> None:
    it = bulk.begin("finish", Listing(), by=anna)
    for deed in (bulk.stop, bulk.undo, bulk.close):
        with pytest.raises(Bulk.DoesNotExist):
            deed(it.pk, by=member("Eve"))
    with pytest.raises(PermissionDenied):
        bulk.begin("finish", Listing(), by=member("Reader", role=Role.READ_ONLY))


def test_it_ends_when_the_member_may_no_longer_write(anna: Member, box: Account) -> None:
    it = work(bulk.begin("finish", Listing(), by=anna), turns=1)
    Member.objects.filter(pk=anna.pk).update(role=Role.READ_ONLY)
    assert work(it).state == BulkState.STOPPED
    assert standing("finished") == TURN


def test_a_colleagues_mail_is_not_touched(anna: Member, box: Account) -> None:
    relation("Bakkerij", email="jan@customer.example")
    received(account(member("Bob")), message("Zilverspar"))
    work(bulk.begin("trash", Listing(words="zilverspar"), by=anna))
    assert standing("trash") == 0


def _forever(organisation: Organisation, bulk_id: int, after: int) -> None:
    """Another process that is killed in the middle of a turn: after the moves, before the commit."""
    turns = iter(range(1000))

    def end(*_args: object) -> None:
        if next(turns) == after:
            os.kill(os.getpid(), signal.SIGKILL)

    bulk._tell = end  # type: ignore[assignment]
    with organisation.active():
        while bulk.turn(bulk_id, zone="Europe/Amsterdam"):
            pass


@pytest.fixture
def another_process() -> multiprocessing.context.ForkContext:
    return multiprocessing.get_context("fork")


@only_sqlcipher
def test_a_worker_that_was_killed_goes_on_where_it_was(
    anna: Member, box: Account, company: Organisation, another_process: multiprocessing.context.ForkContext
) -> None:
    it = bulk.begin("finish", Listing(), by=anna)
    killed = another_process.Process(target=_forever, args=(company, it.pk, 1))
    killed.start()
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    it.refresh_from_db()
    assert (it.done, standing("finished"), BulkItem.objects.count()) == (TURN,) * 3
    assert work(it).state == BulkState.DONE
    assert (it.done, it.changed, standing("finished"), lines()) == (MANY, MANY, MANY, ["finish for all"])
    assert Entry.objects.count() == MANY
