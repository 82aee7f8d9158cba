"""The example company in Spindle: its cards, its mailboxes over a real Dovecot, and mail that arrives."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from django.test import Client

from spindle.archive.models import Delivery, Entry, Link, Unread
from spindle.channels.models import Account
from spindle.mail.models import Folder, MailAccount
from spindle.mail.sync.account_sync import AccountSync
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.relations.models import Relation
from tests.demo.conftest import MESSAGES, RELATIONS
from tests.peers.ports import wait_until
from tools.demo import mail_server
from tools.demo.arriving import Arrivals
from tools.demo.serving import Demo
from tools.demo.story import INBOX, UNREAD

pytestmark = pytest.mark.dovecot
PATIENCE = 90.0


@contextmanager
def followed(running: Demo) -> Iterator[None]:
    """Both accounts are kept in step, as the worker does it.

    One comes in after the other: what one member sent to the other's mailbox is unread or not by which copy came first.
    """
    with running.organisation.active():
        syncs = [
            AccountSync(running.organisation, pk) for pk in MailAccount.objects.values_list("pk", flat=True)
        ]
    try:
        for sync in syncs:
            sync.start()
            with running.organisation.active():
                wait_until(partial(has_come_in, sync.account_id), seconds=PATIENCE, what="a mailbox")
        yield
    finally:
        for sync in syncs:
            sync.end()
        for sync in syncs:
            sync.join(PATIENCE)


def has_come_in(account_id: int) -> bool:
    """Whether every folder of the account has come to its end."""
    complete = list(Folder.objects.filter(account=account_id).values_list("complete", flat=True))
    return len(complete) > 3 and all(complete)


def all_here() -> bool:
    """Whether every folder has come to its end and the accounts say so."""
    complete = list(Folder.objects.values_list("complete", flat=True))
    states = set(Account.objects.values_list("state", flat=True))
    return len(complete) > 8 and all(complete) and states == {"ok"}


def arrivals(running: Demo) -> Arrivals:
    """What posts the next message."""
    return Arrivals(running.memory, running.cast, running.story, running.post, print)


def test_its_mail_comes_by_a_real_server(small_demo: Callable[[], Demo]) -> None:
    running = small_demo()
    with running.organisation.active(), followed(running):
        wait_until(all_here, seconds=PATIENCE, what="all mail")
        assert Entry.objects.count() == MESSAGES
        assert Relation.objects.count() == RELATIONS
        inbox = Delivery.objects.filter(place="inbox")
        assert inbox.values("entry").distinct().count() == INBOX
        eline = Member.objects.get(first_name="Eline")
        unread = Unread.objects.filter(member=eline, entry__deliveries__in=inbox)
        # One that came to two of the mailboxes is unread once.
        assert unread.values("entry").distinct().count() == UNREAD
        assert Link.objects.values("relation").distinct().count() > RELATIONS / 2
        assert not Relation.objects.filter(last_interaction__gt=Entry.objects.latest("pk").pk).exists()
        assert set(Delivery.objects.values_list("place", flat=True)) == {
            "inbox",
            "finished",
            "sent",
            "spam",
            "trash",
        }


def test_conversations_are_joined(small_demo: Callable[[], Demo]) -> None:
    running = small_demo()
    with running.organisation.active(), followed(running):
        wait_until(all_here, seconds=PATIENCE, what="all mail")
        threads = {letter.message_id: letter.thread for letter in running.story.letters}
        pairs = Entry.objects.values_list("message_id", "conversation_id")
        found = {(threads[message_id], conversation) for message_id, conversation in pairs}
    assert len(found) == len(set(threads.values()))


def test_new_mail_arrives_while_one_looks_on(small_demo: Callable[[], Demo]) -> None:
    running = small_demo()
    with running.organisation.active(), followed(running):
        wait_until(all_here, seconds=PATIENCE, what="all mail")
        letter = arrivals(running).post_next()
        there = Entry.objects.filter(
            message_id=letter.message_id, deliveries__place="inbox", unread__isnull=False
        )
        wait_until(there.exists, seconds=PATIENCE, what="the new message")


def test_a_second_start_goes_on_where_it_was(small_demo: Callable[[], Demo]) -> None:
    first = small_demo()
    slug, password = first.state.slug, first.state.password
    posted = arrivals(first).post_next()
    started = time.monotonic()
    second = small_demo()
    assert time.monotonic() - started < 20
    assert (second.state.slug, second.state.password, second.state.arrived) == (slug, password, 1)
    assert arrivals(second).post_next().message_id != posted.message_id
    with second.organisation.active():
        assert second.server is not None
        assert set(MailAccount.objects.values_list("imap_port", flat=True)) == {second.server.port}


def test_a_start_that_was_cut_short_begins_again(
    small_demo: Callable[[], Demo], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_arguments: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("tools.demo.company.connect_mailboxes", cut)
        with pytest.raises(KeyboardInterrupt):
            small_demo()
    running = small_demo()
    with running.organisation.active():
        assert Relation.objects.count() == RELATIONS
        assert Account.objects.count() == 2


@pytest.mark.parametrize(("name", "role"), [("eline", Role.ADMINISTRATOR), ("joris", Role.USER)])
def test_the_printed_sign_in_works(
    small_demo: Callable[[], Demo], client: Client, name: str, role: Role
) -> None:
    running = small_demo()
    address = f"{name}@vandijkinterieur.example"
    words = running.welcome("http://127.0.0.1/")
    assert address in words
    assert running.state.password in words
    answer = client.post("/account/login/", {"login": address, "password": running.state.password})
    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    with running.organisation.active():
        assert Member.objects.get(email=address).role == role


def test_verkoop_is_shared_and_eline_has_her_own(small_demo: Callable[[], Demo]) -> None:
    running = small_demo()
    with running.organisation.active():
        shared = {
            one.address: set(one.members.values_list("first_name", flat=True))
            for one in Account.objects.all()
        }
    assert shared == {
        "verkoop@vandijkinterieur.example": {"Eline", "Joris"},
        "eline@vandijkinterieur.example": {"Eline"},
    }


def test_without_dovecot_the_same_mail_is_there(
    small_demo: Callable[[], Demo],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(mail_server, "_PATH", str(tmp_path))
    running = small_demo()
    assert "no Dovecot" in capsys.readouterr().out
    with running.organisation.active():
        assert Entry.objects.count() == MESSAGES
        assert Delivery.objects.filter(place="inbox").values("entry").distinct().count() == INBOX
        letter = arrivals(running).post_next()
        assert Entry.objects.filter(message_id=letter.message_id).exists()
