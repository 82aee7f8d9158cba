"""Two web processes behind Caddy, by the Caddyfile of deploy/: what a user of a real installation goes through."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from django.db import connections, transaction
from pytest_django import Settings

from spindle.accounts.models import Membership
from spindle.journal.actions import record
from tests.accounts.factories import PASSWORD, founded
from tests.peers.caddy import Caddy
from tests.peers.ports import free_port, listening, wait_until

CADDYFILE = Path(__file__).resolve().parents[2] / "deploy/Caddyfile"
PATIENCE = 10.0
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Installation:
    """Its address, who believes its certificate, its web processes, and the founder of a company in it."""

    caddy: Caddy
    webs: list[subprocess.Popen[bytes]]
    founder: Membership

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.caddy.url, verify=self.caddy.trust, timeout=PATIENCE)

    @contextmanager
    def signed_in(self) -> Iterator[httpx.Client]:
        with self.client() as client:
            client.get("/account/login/")
            typed = {"login": self.founder.identity.email, "password": PASSWORD}
            answer = client.post(
                "/account/login/",
                data={**typed, "csrfmiddlewaretoken": client.cookies["csrftoken"]},
                headers={"Referer": f"{self.caddy.url}/account/login/"},
            )
            assert answer.status_code == 302
            yield client


@pytest.fixture
def installation(control: None, tmp_path: Path, settings: Settings) -> Iterator[Installation]:
    """Started for each test: some kill what they find."""
    # The server checks what this process hashes.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    founder = founded("Van Dijk")
    connections.close_all()
    port, ports = free_port(), [free_port(), free_port()]
    environment = {
        **os.environ,
        "SPINDLE_URL": f"https://localhost:{port}",
        "SPINDLE_BEHIND_PROXY": "yes",
    }
    webs = [
        subprocess.Popen(
            [sys.executable, "-m", "spindle.config.cli", "web", "--port", str(one)], env=environment
        )
        for one in ports
    ]
    try:
        wait_until(lambda: all(map(listening, ports)), seconds=60, what="two web processes")
        with Caddy(CADDYFILE, tmp_path, port=port, web=ports) as caddy:
            yield Installation(caddy, webs, founder)
    finally:
        for web in webs:
            web.terminate()
            web.wait(20)


def test_cookies_are_for_https_alone(installation: Installation) -> None:
    with installation.client() as client:
        answer = client.get("/account/login/")
    assert "strict-transport-security" in answer.headers
    assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
    assert answer.headers.get_list("set-cookie")


def test_pages_are_compressed(installation: Installation) -> None:
    with installation.client() as client:
        assert client.get("/account/login/").headers["content-encoding"] in {"gzip", "zstd", "br"}


def test_what_happens_is_told_at_once(installation: Installation) -> None:
    with installation.signed_in() as client, client.stream("GET", "/live/") as stream:
        assert stream.status_code == 200
        assert "content-encoding" not in stream.headers
        lines = stream.iter_lines()
        with installation.founder.organisation.active():
            for _ in range(3):
                _something_happens()
                if any(line.startswith("event: relations") for line in _first(lines, 4)):
                    return
    pytest.fail("nothing was heard")


def _something_happens() -> None:
    with transaction.atomic(using="organisation", durable=True):
        record("made", subject="relation", subject_id=1, by=None, topics=["relations"])


def _first(lines: Iterator[str], count: int) -> list[str]:
    return [line for _, line in zip(range(count), lines, strict=False)]


def test_a_web_process_that_is_killed_is_not_missed(installation: Installation) -> None:
    with installation.signed_in() as client:
        assert {client.get("/").status_code for _ in range(4)} == {200}
        installation.webs[0].kill()
        assert [client.get("/").status_code for _ in range(10)] == [200] * 10


def test_who_says_that_he_is_somebody_else_is_not_believed(installation: Installation) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
    }
    with installation.client() as client:
        answer = client.get("/", headers=forged)
    assert answer.status_code == 302
    assert "evil.example" not in answer.headers["location"]
    assert not answer.headers["location"].startswith("http:")


class _Counting(BaseHTTPRequestHandler):
    """Reads what it is sent, and says how much that was."""

    def do_POST(self) -> None:
        """Counts in pieces."""
        left = size = int(self.headers["content-length"])
        while left and (piece := self.rfile.read(min(left, MEGABYTE))):
            left -= len(piece)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(size - left).encode())

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing."""


@pytest.fixture
def counting(tmp_path: Path) -> Iterator[Caddy]:
    """Caddy in front of something that takes any body."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Counting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with Caddy(CADDYFILE, tmp_path, port=free_port(), web=[server.server_port]) as caddy:
            yield caddy
        server.shutdown()


@pytest.mark.parametrize(("megabytes", "fits"), [(140, True), (151, False)])
def test_a_mail_with_its_files_fits_and_more_is_refused(counting: Caddy, megabytes: int, fits: bool) -> None:
    def body() -> Iterator[bytes]:
        for _ in range(megabytes):
            yield b"x" * MEGABYTE

    size = {"Content-Length": str(megabytes * MEGABYTE)}
    with httpx.Client(base_url=counting.url, verify=counting.trust, timeout=60) as client:
        answer = client.post("/", content=body(), headers=size)
    # Caddy's older versions say 502 for what is too much.
    assert answer.status_code in ({200} if fits else {413, 502})
    assert (answer.text == str(megabytes * MEGABYTE)) is fits
