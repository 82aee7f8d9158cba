"""A whole Spindle for the tests that look at pages: `serve` (web and worker) as a process of its own on a free port.

`spindle` is one installation for all tests, started once; each test founds a company of its own in it:

    def test_…(page: Page, spindle: Spindle) -> None:
        me = spindle.member(page)                       # a new company; signed in by the form, without the pages of sign-up
        with me.company.active(): received(account(me.member()), message("Offer"))
        page.goto(spindle.url + "/inbox/")

Or by the real door: `spindle.sign_up(page, company="Van Dijk")`. What a test writes in this process reaches the open
pages live, as what the worker writes does.
"""

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker, Settings

from spindle.accounts.models import Membership
from spindle.members.models import Member
from spindle.organisations import keys
from spindle.organisations.models import Organisation
from tests.accounts.factories import PASSWORD, founded
from tests.peers.ports import free_port, wait_until

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person at a browser, and the company that he signed in to."""

    membership: Membership

    @property
    def company(self) -> Organisation:
        return self.membership.organisation

    def member(self) -> Member:
        """The member; his company must be active."""
        return Member.objects.get(pk=self.membership.member_id)


@dataclass(frozen=True, slots=True)
class Spindle:
    """The running installation: its address and its data folder."""

    url: str
    data: Path

    def member(self, page: Page, company: str = "Van Dijk Interieur", *, language: str = "en") -> Someone:
        """A new company's administrator, signed in in this browser."""
        return self.sign_in(page, founded(company, language=language))

    def sign_in(self, page: Page, membership: Membership) -> Someone:
        """Sign this member in in this browser, by the form."""
        page.goto(f"{self.url}/account/login/")
        page.fill("[name=login]", membership.identity.email)
        page.fill("[name=password]", PASSWORD)
        page.locator("form [type=submit]").first.click()
        expect(page.locator("#rail")).to_be_attached()
        return Someone(membership)

    def sign_up(
        self, page: Page, *, company: str = "Van Dijk Interieur", email: str = "eline@vandijk.example"
    ) -> Someone:
        """Found a company as a newcomer does: by the form, which leads to Home."""
        page.goto(f"{self.url}/account/signup/")
        typed = {"first_name": "Eline", "last_name": "Visser", "company": company, "email": email}
        for name, text in {**typed, "password": PASSWORD}.items():
            page.fill(f"[name={name}]", text)
        page.locator("form [type=submit]").first.click()
        expect(page.locator("#rail")).to_be_attached()
        return Someone(Membership.objects.get(identity__email=email))


@pytest.fixture(scope="session")
def running_spindle(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spindle]:
    """The processes; asked for by `spindle` alone."""
    folder = tmp_path_factory.mktemp("spindle")
    data, port = folder / "data", free_port()
    shutil.copytree(pristine, data)
    url = f"http://{HOST}:{port}"
    log = (folder / "log").open("wb")
    command = [sys.executable, "-m", "spindle.config.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=_environment(data), stdout=log, stderr=log)
    try:
        wait_until(lambda: process.poll() is not None or _answers(url), what=f"Spindle at {url}", seconds=60)
        assert process.poll() is None, (folder / "log").read_text(errors="replace")
        yield Spindle(url, data)
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _environment(data: Path) -> dict[str, str]:
    ours = {
        "SPINDLE_DATA": str(data),
        "SPINDLE_SIGNUP": "open",
        "SPINDLE_ALLOW_PRIVATE_SERVERS": "yes",
        "PYTHONWARNINGS": "ignore",
    }
    return {**os.environ, **ours}


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/account/login/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture
def spindle(
    running_spindle: Spindle, settings: Settings, django_db_blocker: DjangoDbBlocker
) -> Iterator[Spindle]:
    """The running installation; this process works in the same data folder during the test."""
    settings.SPINDLE_DATA = running_spindle.data
    # The server checks what this process hashes.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    keys.forget()
    with django_db_blocker.unblock():
        connections["default"].close()
        yield running_spindle
        connections["default"].close()
    keys.forget()
