"""The accounts page and an account's progress (EM-2, EM-14)."""

from django.db import connections
from django.test.utils import CaptureQueriesContext

from spindle.channels.models import Account
from spindle.mail.models import Folder, MailAccount
from tests.accounts.factories import signed_in
from tests.mail.wizard.conftest import Office
from tests.mail.wizard.test_connect import url


def test_it_costs_the_same_whatever_there_is(office: Office) -> None:
    counts = []
    for number in range(4):
        office.account(of=office.colleague, address=f"box{number}@acme.example")
        browser = office.browser(office.administrator)
        browser.get(url("accounts"))
        with office.organisation.active(), CaptureQueriesContext(connections["organisation"]) as queries:
            browser.get(url("accounts"))
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_each_sees_his_own_and_the_administrator_all(office: Office) -> None:
    office.account(of=office.colleague, address="joris@acme.example")
    office.account(of=office.administrator, address="eline@acme.example")
    seen = office.browser(office.colleague).get(url("accounts")).content.decode()
    assert ("joris@acme.example" in seen, "eline@acme.example" in seen) == (True, False)
    all_of_them = office.browser(office.administrator).get(url("accounts")).content.decode()
    assert "joris@acme.example" in all_of_them
    assert "eline@acme.example" in all_of_them


def test_who_may_only_read_is_offered_no_account(office: Office) -> None:
    page = signed_in(office.reader).get(url("accounts")).content.decode()
    assert url("connect") not in page


def test_stopping_says_so_and_going_on_answers_at_once(office: Office) -> None:
    account = office.account(of=office.colleague)
    browser = office.browser(office.colleague)
    stopped = browser.post(url("stop", account.pk))
    assert (stopped.status_code, "toast" in stopped["HX-Trigger"]) == (200, True)
    with office.organisation.active():
        assert MailAccount.objects.get().stopped
    gone_on = browser.delete(url("stop", account.pk))
    assert gone_on.status_code == 200
    with office.organisation.active():
        assert not MailAccount.objects.get().stopped


def test_a_broken_account_is_not_called_complete(office: Office) -> None:
    account = office.account(of=office.colleague)
    with office.organisation.active():
        Folder.objects.create(account_id=account.pk, name="INBOX", raw_name="INBOX", place="inbox", total=9)
        Account.objects.update(state="unreachable", state_reason="imap.acme.example does not answer")
    page = office.browser(office.colleague).get(url("progress", account.pk)).content.decode()
    assert "does not answer" in page
    assert "Everything is here" not in page
    assert "is connected" not in page


def test_sharing_is_for_the_administrator(office: Office) -> None:
    account = office.account(of=office.colleague)
    share = url("share", account.pk, office.administrator.member_id)
    assert office.browser(office.colleague).post(share).status_code == 403
    browser = office.browser(office.administrator)
    assert (browser.post(share).status_code, browser.delete(share).status_code) == (200, 200)


def test_an_account_of_others_shows_no_progress(office: Office) -> None:
    account = office.account(of=office.administrator)
    assert office.browser(office.colleague).get(url("progress", account.pk)).status_code == 404
