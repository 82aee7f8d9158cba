"""`spindle …` as a process of its own, and a browser without a screen that signs in to it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx

from tests.engines import environment_of


def environment(data: Path, **more: str) -> dict[str, str]:
    """This process' environment with another data folder."""
    return {**os.environ, **environment_of(data), **more}


def spindle(data: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in an installation; `typed` is what stands on its input."""
    command = [sys.executable, "-m", "spindle.config.cli", *words, "--data", str(data)]
    return subprocess.run(
        command, input=typed, capture_output=True, text=True, check=False, env=environment(data), timeout=300
    )


def sign_in(browser: httpx.Client, email: str, password: str) -> str:
    """Fill in the form of /account/login/; returns the page that it leads to."""
    page = browser.get("/account/login/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    typed = {"csrfmiddlewaretoken": token[1], "login": email, "password": password}
    return browser.post("/account/login/", data=typed, headers={"Referer": str(browser.base_url)}).text
