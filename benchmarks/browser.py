"""A signed-in visitor without a browser: requests over kept connections, timed."""

import http.client
import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_TIMEOUT = 120.0
# The server closes a connection that has been silent for five seconds.
_SILENT_SECONDS = 2.0


class Visitor:
    """Cookies and a connection; not for two threads at once (see `twin`)."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
        self._used = 0.0

    def twin(self) -> "Visitor":
        """The same person on another connection."""
        other = Visitor(self.port)
        other.cookies = dict(self.cookies)
        return other

    def headers(self) -> dict[str, str]:
        """What each request carries."""
        return {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Origin": f"http://127.0.0.1:{self.port}",
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
        }

    def get(self, path: str) -> str:
        """The page; RuntimeError unless it is one."""
        status, text = self._ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        return text

    def post(self, path: str, typed: dict[str, str]) -> None:
        """Fill in the form at `path` and send it; RuntimeError unless it leads on."""
        token = _TOKEN.search(self.get(path))
        if token is None:
            raise RuntimeError(f"{path} has no form")
        status, text = self._ask("POST", path, urlencode({**typed, "csrfmiddlewaretoken": token[1]}))
        if status not in (302, 303):
            raise RuntimeError(f"{path} answered {status}: {re.sub('<[^>]+>|[ ]+', ' ', text)[-2000:]}")

    def change(self, path: str, typed: dict[str, str]) -> int:
        """Send a form as the page's script does; the status."""
        return self._ask("POST", path, urlencode(typed))[0]

    def sign_in(self, email: str, password: str) -> None:
        """By the form."""
        self.post("/account/login/", {"login": email, "password": password})

    def milliseconds(self, path: str) -> float:
        """How long a page takes from asking to its last byte."""
        started = time.perf_counter()
        self.get(path)
        return (time.perf_counter() - started) * 1000

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = self.headers()
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self._used > _SILENT_SECONDS:
            self._connection.close()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        text = answer.read().decode("utf-8", "replace")
        self._used = time.monotonic()
        return answer.status, text


def at_once(visitor: Visitor, paths: Sequence[str], *, people: int) -> list[float]:
    """Milliseconds of each request when `people` ask for all of `paths` at the same time."""

    def ask_all(number: int) -> list[float]:
        twin = visitor.twin()
        return [twin.milliseconds(paths[(number + step) % len(paths)]) for step in range(len(paths))]

    with ThreadPoolExecutor(people) as pool:
        return [one for found in pool.map(ask_all, range(people)) for one in found]
