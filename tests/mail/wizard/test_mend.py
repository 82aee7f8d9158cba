"""A broken account is mended in the same pop-up; looking at it changes nothing."""

from spindle.channels.models import Account, AccountMember
from spindle.mail.attempts import run_attempt
from spindle.mail.models import ConnectionAttempt, MailAccount
from spindle.organisations.secrets import unseal
from tests.mail.wizard.conftest import Office
from tests.mail.wizard.test_connect import SERVERS, url
from tests.peers.mailbox import Mailbox


def test_looking_keeps_nothing(office: Office) -> None:
    account = office.account(of=office.colleague)
    page = office.browser(office.colleague).get(url("mend", account.pk))
    assert "imap.acme.example" in page.content.decode()
    with office.organisation.active():
        assert not ConnectionAttempt.objects.exists()


def test_it_mends(office: Office, mailbox: Mailbox) -> None:
    account = office.account(mailbox, of=office.colleague)
    with office.organisation.active():
        MailAccount.objects.update(refusals=3, secret=b"")
    browser = office.browser(office.colleague)
    browser.post(url("mend", account.pk), {"password": mailbox.password})
    with office.organisation.active():
        run = ConnectionAttempt.objects.get()
    run_attempt(office.organisation, run.pk)
    with office.organisation.active():
        assert MailAccount.objects.get().refusals == 0
        assert Account.objects.get().state == "syncing"


def test_who_mends_for_others_does_not_get_their_mail(office: Office, mailbox: Mailbox) -> None:
    account = office.account(mailbox, of=office.colleague)
    office.browser(office.administrator).post(url("mend", account.pk), {"password": mailbox.password})
    with office.organisation.active():
        run = ConnectionAttempt.objects.get()
    run_attempt(office.organisation, run.pk)
    assert office.now(run).state == "connected"
    with office.organisation.active():
        assert [row.member_id for row in AccountMember.objects.all()] == [office.colleague.member_id]


def test_a_mistake_is_refused_with_422_and_keeps_nothing(office: Office) -> None:
    account = office.account(of=office.colleague)
    answer = office.browser(office.colleague).post(url("mend", account.pk), {"imap_host": "no server"})
    assert answer.status_code == 422
    with office.organisation.active():
        assert not ConnectionAttempt.objects.exists()


def test_an_account_of_others_is_not_there(office: Office) -> None:
    account = office.account(of=office.administrator)
    assert office.browser(office.colleague).get(url("mend", account.pk)).status_code == 404


def test_the_kept_password_goes_to_no_other_server(office: Office) -> None:
    account = office.account(of=office.colleague)
    browser = office.browser(office.colleague)
    for change in (
        {"imap_host": "imap.evil.example"},
        {"imap_port": "143"},
        {"imap_security": "plain"},
        {"smtp_host": "smtp.evil.example"},
    ):
        answer = browser.post(url("mend", account.pk), {**SERVERS, **change})
        assert answer.status_code == 422
        assert "again" in answer.content.decode()
    with office.organisation.active():
        assert not ConnectionAttempt.objects.exists()


def test_nor_in_a_second_step(office: Office) -> None:
    account = office.account(of=office.colleague)
    browser = office.browser(office.colleague)
    assert browser.post(url("mend", account.pk), SERVERS).status_code == 302
    with office.organisation.active():
        run = ConnectionAttempt.objects.get()
    elsewhere = {**SERVERS, "imap_host": "imap.evil.example"}
    assert browser.post(url("attempt", run.pk), elsewhere).status_code == 422
    assert office.now(run).imap_host == "imap.acme.example"
    assert browser.post(url("attempt", run.pk), {**elsewhere, "password": "typed"}).status_code == 302
    with office.organisation.active():
        assert unseal(bytes(ConnectionAttempt.objects.get().secret)) == "typed"
