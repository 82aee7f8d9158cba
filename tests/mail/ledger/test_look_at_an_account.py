"""The page of an account: what its server holds, what is here, and what was set aside and why."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from spindle.channels.models import Account
from spindle.mail.actions.ledger import settle_state
from spindle.mail.models import Folder, LedgerLine, MailAccount, Quarantine
from tests.accounts.factories import installation, pristine
from tests.mail.wizard.conftest import Office, office

__all__ = ["installation", "office", "pristine"]


@pytest.fixture
def account(office: Office) -> Account:
    """The colleague's, with a complete inbox and a folder in which a message was set aside."""
    made = office.account(of=office.colleague)
    with office.organisation.active():
        mail = MailAccount.objects.get()
        Account.objects.update(state="ok")
        done = {"complete": True, "account": mail}
        inbox = Folder.objects.create(name="INBOX", raw_name="INBOX", place="inbox", total=0, **done)
        LedgerLine.objects.create(folder=inbox, checked_at=now())
        other = Folder.objects.create(name="Projects", raw_name="Projects", place="finished", total=1, **done)
        Quarantine.objects.create(folder=other, uid=17, reason="the server gave <b>no</b> text")
    return made


def url(name: str, *args: int) -> str:
    """An address of the mail channel."""
    return reverse(f"mail:{name}", args=args)


def test_it_says_what_is_missing_and_why(office: Office, account: Account) -> None:
    page = office.browser(office.colleague).get(url("account", account.pk)).content.decode()
    assert "1 message on the server is not here" in page
    assert "the server gave &lt;b&gt;no&lt;/b&gt; text" in page
    assert "1 missing" in page
    assert "Everything that the server holds is here" not in page


def test_it_says_that_all_is_here_only_when_it_is(office: Office, account: Account) -> None:
    browser = office.browser(office.colleague)
    with office.organisation.active():
        Quarantine.objects.all().delete()
        Folder.objects.update(total=0)
    assert (
        "Everything that the server holds is here"
        not in browser.get(url("account", account.pk)).content.decode()
    )
    with office.organisation.active():
        LedgerLine.objects.create(folder=Folder.objects.get(name="Projects"), checked_at=now())
    assert (
        "Everything that the server holds is here" in browser.get(url("account", account.pk)).content.decode()
    )


def test_a_folder_that_cannot_be_opened_says_why(office: Office, account: Account) -> None:
    with office.organisation.active():
        Quarantine.objects.all().delete()
        Folder.objects.filter(name="Projects").update(problem="Permission denied", complete=False, total=0)
    browser = office.browser(office.colleague)
    page = browser.get(url("account", account.pk)).content.decode()
    assert "Permission denied" in page
    assert "1 folder cannot be opened" in page
    assert "1 folder cannot be opened" in browser.get(url("accounts")).content.decode()


def test_checking_asks_the_worker_and_shows_it(office: Office, account: Account) -> None:
    page = office.browser(office.colleague).post(url("check", account.pk)).content.decode()
    assert page.count("will be checked") == 2
    assert "every 1s" in page
    with office.organisation.active():
        assert LedgerLine.objects.filter(asked_at__isnull=False).count() == 2


def test_one_folder_alone_is_checked(office: Office, account: Account) -> None:
    with office.organisation.active():
        folder = Folder.objects.get(name="Projects")
    office.browser(office.colleague).post(url("check_folder", account.pk, folder.pk))
    with office.organisation.active():
        assert [line.folder_id for line in LedgerLine.objects.filter(asked_at__isnull=False)] == [folder.pk]


def test_trying_again_makes_it_due(office: Office, account: Account) -> None:
    with office.organisation.active():
        kept = Quarantine.objects.get()
    office.browser(office.colleague).post(url("try_again", account.pk, kept.pk))
    with office.organisation.active():
        assert Quarantine.objects.get().at.year == 2000


def test_progress_is_said_in_words(office: Office, account: Account) -> None:
    with office.organisation.active():
        LedgerLine.objects.update(started_at=now(), looked_at=450, to_look_at=1000)
    page = office.browser(office.colleague).get(url("account", account.pk)).content.decode()
    assert "checking, 45 %" in page


def test_an_account_of_others_is_not_there(office: Office) -> None:
    account = office.account(of=office.administrator)
    browser = office.browser(office.colleague)
    assert browser.get(url("account", account.pk)).status_code == 404
    assert browser.post(url("check", account.pk)).status_code == 404


def test_who_may_only_read_checks_nothing(office: Office, account: Account) -> None:
    with office.organisation.active():
        account.members.add(office.reader.member_id)
    browser = office.browser(office.reader)
    assert "Check now" not in browser.get(url("account", account.pk)).content.decode()
    assert browser.post(url("check", account.pk)).status_code == 403


def test_it_costs_the_same_whatever_there_is(office: Office, account: Account) -> None:
    counts = []
    browser = office.browser(office.colleague)
    for number in range(3):
        with office.organisation.active():
            folder = Folder.objects.create(
                account_id=account.pk, name=f"F{number}", raw_name=f"F{number}", place="finished"
            )
            Quarantine.objects.create(folder=folder, uid=1, reason="x")
        browser.get(url("account", account.pk))
        with office.organisation.active(), CaptureQueriesContext(connections["organisation"]) as queries:
            browser.get(url("account", account.pk))
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_a_gap_that_stays_is_said_on_home_and_among_the_accounts(office: Office, account: Account) -> None:
    with office.organisation.active():
        settle_state(account.pk)
    browser = office.browser(office.colleague)
    home = browser.get("/").content.decode()
    assert "1 message on the mail server has not come in" in home
    assert url("account", account.pk) in home
    assert "messages are missing" in browser.get(url("accounts")).content.decode()
