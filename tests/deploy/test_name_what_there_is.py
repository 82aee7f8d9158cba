"""The files of deploy/ start commands that there are, with settings that there are."""

import re
from pathlib import Path

import pytest

from spindle.config.cli import parser

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMMAND = re.compile(r"(?:bin/spindle|command: spindle) ([^\n]+)")
KINDS = ("web", "worker", "mail")


def _commands() -> list[str]:
    found = []
    for name in ("spindle.service", "spindle@.service", "compose.yaml"):
        found += COMMAND.findall((DEPLOY / name).read_text())
    return [
        command.replace("%i", kind) for command in found for kind in KINDS if "%i" in command or kind == "web"
    ]


@pytest.mark.parametrize("command", sorted(set(_commands())))
def test_each_command_is_understood(command: str) -> None:
    assert parser().parse_args(command.split()).run


def test_all_kinds_of_process_are_started() -> None:
    assert {command.split()[0] for command in _commands()} == {"serve", *KINDS}


@pytest.mark.parametrize("name", ["spindle.env", "compose.yaml", "Dockerfile"])
def test_each_setting_is_one_of_ours(name: str) -> None:
    known = (ROOT / "docs/settings.md").read_text()
    # Caddy's own two are told to Caddy alone.
    told = set(re.findall(r"\bSPINDLE_[A-Z_]+", (DEPLOY / name).read_text())) - {
        "SPINDLE_SITE",
        "SPINDLE_WEB",
    }
    assert told
    assert [setting for setting in told if f"`{setting}`" not in known] == []
