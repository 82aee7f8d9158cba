"""The sentences: each failure has one, filled in, and says what this provider needs (EM-6, EM-8)."""

import pytest

from spindle.mail.connection import Failure, Part, Report, State, Step
from spindle.mail.connection.check import refined
from spindle.mail.connection.stop import Stop
from spindle.mail.connection.texts import FAILURES
from spindle.mail.discovery import provider_of_server
from spindle.mail.discovery.findings import Source

FACTS: dict[str, str | int] = {
    "host": "imap.company.test",
    "port": 993,
    "address": "10.0.0.1",
    "name": "TransIP",
    "guidance": "gmx",
    "names": "mail.company.test",
    "fingerprint": "ab" * 32,
    "valid_to": "2027-03-02",
    "valid_from": "2026-03-02",
}


def failed(code: str, part: Part = Part.LOGIN, facts: dict[str, str | int] | None = None) -> Failure:
    return Failure(Step(part=part, state=State.FAILED, code=code, facts=FACTS if facts is None else facts))


@pytest.mark.parametrize("code", FAILURES)
def test_each_failure_has_its_words(code: str) -> None:
    failure = failed(code)
    assert failure.headline
    assert failure.advice.endswith((".", "ab"))
    assert not set("{}") & set(failure.headline + failure.advice)


@pytest.mark.parametrize("code", FAILURES)
def test_a_fact_that_is_missing_leaves_a_sentence(code: str) -> None:
    assert failed(code, facts={}).headline


def test_braces_in_a_fact_are_no_placeholders() -> None:
    assert failed("timed_out", facts={"host": "{port}{0}"}).headline == "{port}{0} did not answer in time"


@pytest.mark.parametrize(
    ("host", "code", "word"),
    [
        ("imap.gmail.com", "app_password", "2-Step Verification"),
        ("imap.mail.me.com", "app_password", "App-Specific Passwords"),
        ("imap.mail.yahoo.com", "app_password", "Generate app password"),
        ("outlook.office365.com", "microsoft_sign_in", "follows"),
        ("imap.transip.email", "login_refused", "At TransIP"),
    ],
)
def test_a_refused_password_means_something_else_at_some_providers(host: str, code: str, word: str) -> None:
    meant, facts = refined(Stop("login_refused", {"host": host}), provider_of_server(host))
    assert meant == code
    assert word in failed(meant, facts=facts).advice


@pytest.mark.parametrize("host", ["imap.gmail.com", "outlook.office365.com", "imap.zoho.eu", "imap.gmx.net"])
def test_imap_that_is_switched_off_says_where_the_switch_is(host: str) -> None:
    meant, facts = refined(Stop("imap_disabled", {"host": host}), provider_of_server(host))
    assert "IMAP" in failed(meant, facts=facts).advice.partition("try again.")[2]


@pytest.mark.parametrize("source", [*Source, "by_hand"])
def test_each_source_is_named(source: str) -> None:
    step = Step(part=Part.SETTINGS, state=State.OK, facts={"source": str(source), "name": "TransIP"})
    assert step.fact
    assert "{" not in step.fact


def test_a_report_can_be_copied_as_text() -> None:
    step = Step(
        part=Part.LOGIN, state=State.FAILED, code="login_refused", server_text="[AUTHENTICATIONFAILED] no"
    )
    assert "Signing in: The mail server does not accept this password [AUTHENTICATIONFAILED] no" in (
        Report().with_step(step).as_text().splitlines()
    )
