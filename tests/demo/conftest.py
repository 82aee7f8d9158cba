"""A small demo of a test's own: a tenth of the size, in the data folder that all tests share."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytest_django import Settings

from tools.demo.serving import Demo, demo
from tools.demo.state import Memory

RELATIONS, MESSAGES = 30, 500


@pytest.fixture
def small_demo(control: None, settings: Settings, tmp_path: Path) -> Iterator[Callable[[], Demo]]:
    """Makes the demo, or starts it again; everything ends with the test."""
    settings.SPINDLE_ALLOW_PRIVATE_SERVERS = "127.0.0.0/8"
    running = ExitStack()

    def start() -> Demo:
        running.close()
        return running.enter_context(demo(tmp_path, relations=RELATIONS, messages=MESSAGES))

    yield start
    running.close()
    remove_mail(tmp_path)


def remove_mail(data: Path) -> None:
    """As root the mail lies outside the data folder."""
    state = Memory(data).read()
    if state is not None and state.mail:
        shutil.rmtree(state.mail, ignore_errors=True)
