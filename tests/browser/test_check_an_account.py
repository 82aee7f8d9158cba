"""An account's page tells what is missing, and checking mends it under one's eyes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from spindle.archive.models import Entry
from spindle.channels.models import Account, AccountMember
from spindle.mail.models import Folder, MailAccount
from spindle.organisations.actions import nudge
from spindle.organisations.secrets import seal
from tests.browser.axe import findings
from tests.browser.conftest import DESK, PHONE, picture
from tests.browser.server import Someone, Spindle
from tests.peers.dovecot import Dovecot
from tests.peers.mailbox import Mailbox, messages, new_mailbox
from tests.peers.ports import wait_until
from tests.peers.tcp_proxy import TcpProxy

pytestmark = [pytest.mark.browser, pytest.mark.dovecot]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """With some mail in two folders."""
    with Dovecot() as server:
        box = new_mailbox(server)
        box.append_many(messages(30))
        box.append_many(messages(35)[30:], "Projects")
        yield box


def connected(me: Someone, box: Mailbox, port: int) -> Account:
    """An account of this member, followed by the worker until all is here that comes."""
    with me.company.active():
        account = Account.objects.create(kind="mail", address=box.user)
        AccountMember.objects.create(account=account, member=me.member())
        MailAccount.objects.create(
            account=account,
            address=box.user,
            login=box.user,
            secret=seal(box.password),
            imap_host="127.0.0.1",
            imap_port=port,
            imap_security="plain",
        )
        nudge("mail")
        wait_until(
            lambda: Account.objects.get().state in {"ok", "gap"}, seconds=60, what="the first synchronisation"
        )
        return Account.objects.get()


def test_what_is_missing_is_said_and_mended(page: Page, spindle: Spindle, mailbox: Mailbox) -> None:
    with TcpProxy(mailbox.server.port) as proxy:
        proxy.hide_uid(17)
        me = spindle.member(page)
        account = connected(me, mailbox, proxy.port)
        page.goto(f"{spindle.url}/")
        expect(page.get_by_text("1 message on the mail server has not come in")).to_be_visible()
        page.get_by_role("link", name="Look").click()
        expect(page.get_by_role("heading", name=account.address)).to_be_visible()
        expect(page.get_by_text("1 message on the server is not here")).to_be_visible()
        assert findings(page) == []
        picture(page, "account-gap")
        page.set_viewport_size(PHONE)
        picture(page, "account-gap-phone")
        page.set_viewport_size(DESK)
        proxy.clear()
        page.get_by_role("button", name="Check now").first.click()
        expect(page.get_by_text("Everything that the server holds is here")).to_be_visible(timeout=60_000)
        expect(page.locator("#account-state")).to_contain_text("up to date")
        assert findings(page) == []
        picture(page, "account")
        with me.company.active():
            assert Entry.objects.count() == 35
            assert Folder.objects.filter(ledger__missing=0).count() == Folder.objects.count()


def test_a_provider_is_recognised_while_one_types(page: Page, spindle: Spindle) -> None:
    spindle.member(page)
    page.goto(f"{spindle.url}/mail/accounts/")
    asked: list[str] = []
    page.locator("main").get_by_role("link", name="Add a mail account").click()
    expect(page.locator("#dialog [name=address]")).to_be_visible()
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#dialog [name=address]").press_sequentially("eline@icloud.com")
    expect(page.locator("#dialog").get_by_text("iCloud is known. You need an app password")).to_be_visible()
    assert asked == []
    page.locator("#dialog [name=address]").fill("eline@vandijk.example")
    expect(page.locator("#dialog").get_by_text("iCloud is known")).to_be_hidden()
