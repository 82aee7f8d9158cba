"""What every answer says to the browser: keep nothing, frame nothing, run nothing of others, follow nobody away."""

import re
from dataclasses import replace
from email.message import EmailMessage
from urllib.parse import unquote

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from spindle.archive.models import Attachment, Entry
from spindle.channels.contract import AttachmentInfo, IncomingMessage
from spindle.mail.parsing.names import safe_name
from tests.accounts.factories import PASSWORD, founded, signed_in
from tests.examples import PICTURE
from tests.factories import message
from tests.inbox.people import Worker, worker

PAGES = (
    "/",
    "/inbox/inbox/",
    "/relations/",
    "/members/",
    "/members/me/",
    "/mail/accounts/",
    "/mail/connect/",
)
FILE = AttachmentInfo(index=0, name="photo.gif", content_type="image/gif", size=len(PICTURE))


@pytest.fixture
def anna(installation: Settings) -> Worker:
    return worker()


def with_a_file(anna: Worker, name: str = "photo.gif") -> Entry:
    """A mail with a picture of this name."""
    raw = EmailMessage()
    raw["Subject"], raw["From"] = "Photo", "Jan <jan@customer.example>"
    raw.set_content("See the photo.")
    raw.add_alternative("<p>See <b>it</b></p>", subtype="html")
    raw.add_attachment(PICTURE, maintype="image", subtype="gif", filename="photo.gif")
    (entry,) = anna.receive(_of(raw.as_bytes()))
    with anna.membership.organisation.active():
        Attachment.objects.filter(entry=entry).update(name=name)
    return entry


def _of(raw: bytes) -> IncomingMessage:
    return replace(message("Photo", attachments=(FILE,)), raw=raw, size=len(raw))


def policy(answer: object) -> dict[str, str]:
    """The directives of an answer's content security policy."""
    text = answer.headers["Content-Security-Policy"]  # type: ignore[attr-defined]
    return {name: value for name, _space, value in (part.strip().partition(" ") for part in text.split(";"))}


@pytest.mark.parametrize("url", PAGES)
def test_a_page_is_kept_nowhere_and_runs_our_own_scripts_alone(anna: Worker, url: str) -> None:
    answer = anna.client.get(url)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    rules = policy(answer)
    assert (rules["default-src"], rules["script-src"], rules["style-src"]) == ("'none'", "'self'", "'self'")
    assert (rules["base-uri"], rules["frame-ancestors"], rules["form-action"]) == (
        "'none'",
        "'self'",
        "'self'",
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", answer.content.decode())


def test_the_pages_at_the_door_are_kept_nowhere(anna: Worker) -> None:
    client = Client()
    for url in ("/account/login/", "/account/signup/", "/account/invitation/made-up/", "/account/inactive/"):
        assert "no-store" in client.get(url).headers.get("Cache-Control", ""), url


def test_what_came_with_a_mail_stands_under_a_policy_of_its_own(anna: Worker) -> None:
    entry = with_a_file(anna)
    frame = policy(anna.client.get(reverse("mail:frame", args=[entry.pk])))
    assert frame["default-src"] == "'none'"
    assert "script-src" not in frame
    assert not {"allow-scripts", "allow-forms", "allow-top-navigation", "allow-modals"} & set(
        frame["sandbox"].split()
    )
    for name, args in (("picture", [entry.pk, 0]), ("attachment", [entry.pk, 0]), ("raw", [entry.pk])):
        answer = anna.client.get(reverse(f"mail:{name}", args=args))
        assert policy(answer) == {"sandbox": "", "default-src": "'none'"}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "public" not in answer.headers["Cache-Control"]
        if name != "picture":
            assert answer.headers["Content-Type"] == "application/octet-stream"
            assert answer.headers["Content-Disposition"].startswith("attachment")


NAMES = [
    'a"; filename="evil.html',
    "a\r\nSet-Cookie: x=1\r\n\r\n<script>",
    "../../etc/passwd",
    "..\\..\\windows\\system.ini",
    "con.txt",
    "invoice\u202efdp.exe",
    "ünïcode 漢字.pdf",
    "%0d%0aX: y",
    "' onmouseover=alert(1) '",
    "<img src=x onerror=alert(1)>.png",
    "\x00nul.txt",
    "=?utf-8?Q?=0D=0AX:_y?=",
    "." * 200,
    "a" * 10_000 + ".pdf",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_of_a_file_breaks_out_of_no_header(anna: Worker, name: str) -> None:
    """RFC 6266; ASVS 5.4.1. Names are made safe when a mail is read; the header holds whatever stands in the row."""
    entry = with_a_file(anna, safe_name(name, "text/plain"))
    answer = anna.client.get(reverse("mail:attachment", args=[entry.pk, 0]))
    said = answer.headers["Content-Disposition"]
    assert answer.status_code == 200
    assert said.isascii()
    assert said.isprintable()
    assert not any(sign in unquote(said) for sign in "\u202e/\\")
    assert set(answer.headers) == set(anna.client.get(reverse("mail:raw", args=[entry.pk])).headers)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60))
def test_no_subject_breaks_out_of_a_header_or_a_page(anna: Worker, text: str) -> None:
    (entry,) = anna.receive(message(f"<b>{text}"))
    answer = anna.client.post(
        reverse("inbox:finish"), {"id": entry.conversation_id}, headers={"HX-Request": "true"}
    )
    assert answer.headers["HX-Trigger"].isascii()
    assert (
        "<b>"
        not in anna.get(reverse("inbox:conversation", args=["finished", entry.conversation_id]))
        .split("</h1>")[0]
        .split("<h1")[-1]
    )


def test_an_error_tells_no_details(anna: Worker) -> None:
    for url in (
        "/nothing/",
        "/mail/entries/999/frame/",
        "/inbox/inbox/999999/",
        "/relations/99999999999999999999/",
    ):
        answer = anna.client.get(url)
        assert answer.status_code == 404, url
        assert not re.search(r"Traceback|urlpatterns|DEBUG|spindle\.\w+\.", answer.content.decode()), url
    assert not configured.DEBUG


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "-", "127.0.0.1, evil.example"],
)
def test_another_host_is_refused(anna: Worker, host: str) -> None:
    answer = anna.client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert host not in answer.content.decode()


def test_no_header_of_htmx_leads_elsewhere(anna: Worker) -> None:
    (entry,) = anna.receive()
    for current in (
        "https://evil.example/inbox/inbox/1/",
        "//evil.example/relations/",
        "javascript:alert(1)",
        "x" * 5000,
        "http://[",
        "/inbox/inbox/" + "9" * 400 + "/",
    ):
        headers = {"HX-Request": "true", "HX-Current-URL": current}
        for method, url in (
            ("get", "/inbox/inbox/"),
            ("get", "/relations/"),
            ("get", f"/archive/entries/{entry.pk}/menu/"),
            ("post", f"{reverse('inbox:unread')}?id={entry.conversation_id}"),
            ("post", f"{reverse('inbox:finish')}?id={entry.conversation_id}"),
        ):
            answer = getattr(anna.client, method)(url, headers=headers)
            assert answer.status_code < 400, (url, current)
            assert "evil.example" not in str(answer.headers), (url, current)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https:evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
        "https://localhost@evil.example/",
    ],
)
def test_signing_in_leads_nowhere_else(installation: Settings, target: str) -> None:
    cache.clear()
    typed = {"login": founded().identity.email, "password": PASSWORD, "next": target}
    assert Client().post("/account/login/", typed).headers["Location"] == "/"


def test_cookies_are_for_us_alone(installation: Settings) -> None:
    installation.SESSION_COOKIE_SECURE = installation.CSRF_COOKIE_SECURE = True
    client = Client()
    answer = client.post(
        "/account/login/", {"login": founded().identity.email, "password": PASSWORD}, secure=True
    )
    assert answer.status_code == 302
    kept = dict(answer.cookies.items())
    assert "spindle_session" in kept
    for name, morsel in kept.items():
        assert morsel["samesite"] == "Lax", name
        assert morsel["secure"], name
        assert morsel["httponly"] or name == "csrftoken", name
        assert not morsel["domain"], name


def test_only_signing_out_by_hand_ends_a_session(anna: Worker) -> None:
    """A picture in a mail may ask for any address of ours; none of them does anything by GET."""
    assert anna.client.get("/account/logout/").status_code == 200
    assert anna.client.get("/").status_code == 200
    client = signed_in(anna.membership)
    client.handler.enforce_csrf_checks = True
    assert client.post("/account/logout/").status_code == 403
    assert client.get("/").status_code == 200
