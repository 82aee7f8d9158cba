"""The wizard between a person who clicks twice, goes back or has two tabs, and a worker that is busy (EM-3 to EM-9)."""

import threading

from django.urls import reverse
from pytest_django import Settings

from spindle.channels.models import Account, AccountMember
from spindle.mail.actions.attempts import accept_certificate, submit, type_by_hand
from spindle.mail.attempts import run_attempt
from spindle.mail.models import ConnectionAttempt, MailAccount
from spindle.organisations.secrets import seal, unseal
from tests.mail.sync.conftest import until
from tests.mail.wizard.conftest import Office
from tests.peers.mailbox import Mailbox
from tests.peers.tcp_proxy import TcpProxy

SERVERS = {
    "login": "info@acme.example",
    "imap_host": "imap.acme.example",
    "imap_port": "993",
    "imap_security": "tls",
    "smtp_host": "",
    "smtp_port": "465",
    "smtp_security": "tls",
}


def url(name: str, *args: int) -> str:
    """An address of the mail channel."""
    return reverse(f"mail:{name}", args=args)


def test_it_connects(office: Office, mailbox: Mailbox) -> None:
    run = office.attempt(mailbox, of=office.colleague)
    office.browser(office.colleague).post(url("attempt", run.pk), {"password": mailbox.password})
    run_attempt(office.organisation, run.pk)
    run = office.now(run)
    assert (run.state, bytes(run.secret)) == ("connected", b"")
    with office.organisation.active():
        assert unseal(bytes(MailAccount.objects.get().secret)) == mailbox.password
        assert [row.member_id for row in AccountMember.objects.all()] == [office.colleague.member_id]


def test_a_wrong_password_fails_and_stays_out_of_the_page(office: Office, mailbox: Mailbox) -> None:
    run = office.attempt(mailbox, of=office.colleague)
    browser = office.browser(office.colleague)
    browser.post(url("attempt", run.pk), {"password": "wrong-Tafelpoot"})
    run_attempt(office.organisation, run.pk)
    page = browser.get(url("attempt", run.pk)).content.decode()
    assert "does not accept this password" in page
    assert "wrong-Tafelpoot" not in page


def test_a_failed_check_says_whom_to_ask(office: Office, settings: Settings) -> None:
    settings.SPINDLE_SUPPORT_MAIL = "help@host.example"
    run = office.attempt(of=office.colleague, state="failed", imap_host="imap.acme.example")
    page = office.browser(office.colleague).get(f"/mail/connect/{run.pk}/").content.decode()
    assert "Help with setting up: help@host.example" in page


def test_a_wrong_address_is_refused_with_422(office: Office) -> None:
    answer = office.browser(office.colleague).post(url("connect"), {"kind": "imap", "address": "nobody"})
    assert answer.status_code == 422


def test_no_password_is_refused_with_422(office: Office, mailbox: Mailbox) -> None:
    run = office.attempt(mailbox, of=office.colleague)
    answer = office.browser(office.colleague).post(url("attempt", run.pk), {"password": ""})
    assert answer.status_code == 422
    assert office.now(run).state == "asking"


def test_no_server_is_refused_with_422(office: Office) -> None:
    run = office.attempt(of=office.colleague)
    typed = {**SERVERS, "imap_host": "", "password": "x"}
    answer = office.browser(office.colleague).post(url("attempt", run.pk), typed)
    assert answer.status_code == 422


def test_a_port_that_is_none_is_refused_with_422(office: Office) -> None:
    run = office.attempt(of=office.colleague)
    for port in ("0", "70000", "-1"):
        typed = {**SERVERS, "imap_port": port, "password": "x"}
        assert office.browser(office.colleague).post(url("attempt", run.pk), typed).status_code == 422


def test_what_the_look_up_found_meanwhile_stays(office: Office) -> None:
    run = office.attempt(of=office.colleague, state="discovering")
    with office.organisation.active():
        ConnectionAttempt.objects.update(state="asking", imap_host="imap.found.example")
        submit(run, typed={"login": run.login}, password="x")
    run = office.now(run)
    assert (run.state, run.imap_host, run.by_hand) == ("checking", "imap.found.example", False)


def test_servers_typed_by_hand_are_known_as_such(office: Office) -> None:
    run = office.attempt(of=office.colleague)
    typed = {**SERVERS, "password": "x"}
    office.browser(office.colleague).post(url("attempt", run.pk), typed)
    assert office.now(run).by_hand


def test_a_connected_run_begins_nothing_again(office: Office) -> None:
    run = office.attempt(of=office.colleague, state="connected")
    with office.organisation.active():
        submit(run, typed={}, password="x")
        type_by_hand(run)
        accept_certificate(run, "00")
    assert office.now(run).state == "connected"


def test_a_certificate_is_accepted_for_one_server_only(office: Office) -> None:
    run = office.attempt(of=office.colleague, state="failed", imap_certificate="ab", imap_host="old.example")
    with office.organisation.active():
        submit(run, typed={"imap_host": "new.example"}, password="x")
    assert office.now(run).imap_certificate == ""


def test_only_what_was_checked_is_connected(office: Office, mailbox: Mailbox) -> None:
    with TcpProxy(mailbox.server.port) as proxy:
        with office.organisation.active():
            secret = seal(mailbox.password)
        run = office.attempt(
            mailbox, of=office.colleague, state="checking", secret=secret, imap_port=proxy.port, by_hand=True
        )
        proxy.stall()
        checking = threading.Thread(target=run_attempt, args=(office.organisation, run.pk))
        checking.start()
        until(lambda: proxy.connections > 0, "the check")
        with office.organisation.active():
            submit(run, typed={"login": "somebody@else.example"}, password="another")
        proxy.flow()
        checking.join()
    with office.organisation.active():
        assert not Account.objects.exists()
    assert office.now(run).state == "checking"


def test_a_run_of_a_colleague_is_not_there(office: Office) -> None:
    run = office.attempt(of=office.colleague)
    browser = office.browser(office.administrator)
    assert browser.get(url("attempt", run.pk)).status_code == 404
    assert browser.post(url("attempt", run.pk), {"password": "x"}).status_code == 404


def test_who_may_only_read_connects_nothing(office: Office) -> None:
    answer = office.browser(office.reader).post(url("connect"), {"kind": "imap", "address": "a@b.example"})
    assert answer.status_code == 403


def test_an_address_is_connected_once(office: Office) -> None:
    office.account(of=office.colleague)
    answer = office.browser(office.administrator).post(
        url("connect"), {"kind": "imap", "address": "Info@Acme.example"}
    )
    assert "This mailbox is connected already" in answer.content.decode()
    with office.organisation.active():
        assert not ConnectionAttempt.objects.exists()


def test_the_look_up_asks_for_its_own_part_alone(office: Office) -> None:
    run = office.attempt(of=office.colleague, state="discovering")
    page = office.browser(office.colleague).get(url("found", run.pk)).content.decode()
    assert 'id="found"' in page
    assert "<input" not in page.partition('id="servers"')[0]


def test_without_encryption_no_tick_says_that_there_is_some(office: Office, mailbox: Mailbox) -> None:
    run = office.attempt(mailbox, of=office.colleague)
    browser = office.browser(office.colleague)
    browser.post(url("attempt", run.pk), {"password": "wrong"})
    run_attempt(office.organisation, run.pk)
    page = browser.get(url("attempt", run.pk)).content.decode()
    assert "readable for everyone on the way" in page
    assert '<li class="step is-care"><span class="step-mark">' in page
    assert "<b>Connection is encrypted</b>" not in page


def test_a_known_provider_is_recognised_without_asking_anybody(office: Office) -> None:
    page = office.browser(office.colleague).get(url("connect")).content.decode()
    assert 'data-ending="gmail.com googlemail.com" hidden' in page
    assert "Gmail is known. You need an app password" in page
    assert "iCloud is known. You need an app password" in page
    with office.organisation.active():
        assert not ConnectionAttempt.objects.exists()
