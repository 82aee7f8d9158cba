"""What `bin/serve` lacks it says in one sentence, and changes nothing."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tools.setup.debian import Program, ensure
from tools.setup.words import Trouble

ROOT = Path(__file__).resolve().parents[2]


def serve(*words: str, **environment: str) -> str:
    """What `bin/serve` says when it cannot."""
    done = subprocess.run(
        [sys.executable, ROOT / "bin/serve", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    return done.stderr


def test_a_taken_port_is_named_with_a_free_one(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = serve("--port", str(port), "--data", str(tmp_path))
    assert said.startswith(f"Port {port} is taken by another program. Choose another: bin/serve --port ")
    assert said.count("\n") == 1


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "paper").touch()
    said = serve("--data", str(tmp_path / "paper" / "data"))
    assert said == (
        f"The folder {tmp_path}/paper/data cannot be written to: Not a directory. "
        "Choose another: bin/serve --data FOLDER\n"
    )


def test_an_address_of_another_machine_is_refused(tmp_path: Path) -> None:
    said = serve("--host", "192.0.2.1", "--data", str(tmp_path))
    assert said == "Spindle cannot listen on 192.0.2.1, port 8484: Cannot assign requested address.\n"


def test_an_old_python_says_so() -> None:
    as_if_old = "import _setup; _setup.OLDEST = (99, 0); _setup.NEWER = (); _setup.start('serve')"
    done = subprocess.run(
        [sys.executable, "-c", as_if_old], cwd=ROOT / "bin", capture_output=True, text=True, check=False
    )
    assert done.stderr.startswith("Spindle needs Python 3.11 or newer; this machine has only Python 3.")


def test_no_way_to_pypi_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        nowhere = f"http://127.0.0.1:{gone.getsockname()[1]}/simple"
    offline = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": "",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_RETRIES": "0",
    }
    said = serve(
        "--port",
        "0",
        "--data",
        str(tmp_path / "data"),
        SPINDLE_VENV=str(tmp_path / "venv"),
        PIP_INDEX_URL=nowhere,
        **offline,
    )
    assert said.splitlines()[-1] == (
        "PyPI, where Python's packages come from, cannot be reached from here. Check the network and start again."
    )


def test_a_program_that_is_missing_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Trouble, match=r"needs a kite \(no-such-kite\).*sudo apt install kite-bin"):
        ensure(Program("no-such-kite", "kite-bin", "a kite"))
