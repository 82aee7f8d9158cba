"""bin/corpus says of every file what became of it, and fails when one was lost, altered or cannot be shown."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LETTER = b"Message-ID: <1@x.test>\r\nFrom: Jan <jan@x.test>\r\nSubject: Letter\r\n\r\nDear all\r\n"
PAGE = b"From: p@x.test\r\nSubject: Page\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n"
# One message that came two ways.
COPIES = {"letter.eml": LETTER, "letter again.eml": b"Received: from a by b\r\n" + LETTER}
FAULTY = """
import sys
{before}
from tools.corpus.__main__ import main
sys.exit(main())
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What it printed, wrote and returned."""

    code: int
    printed: str
    told: dict[str, dict[str, str]]


def corpus(folder: Path, *words: str, before: str = "") -> Run:
    """Run it on a folder; `before` is a line of Python that makes something go wrong."""
    told = folder.with_name("told.json")
    command = [sys.executable, "-c", FAULTY.format(before=before), str(folder), "--json", str(told), *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, env=environment, check=False, timeout=300)
    outcomes = {Path(one["file"]).name: one for one in json.loads(told.read_text())}
    return Run(done.returncode, done.stdout.decode(), outcomes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Holds one letter and one page."""
    made = tmp_path / "files"
    (made / "below").mkdir(parents=True)
    (made / "letter.eml").write_bytes(LETTER)
    (made / "below" / "page.EML").write_bytes(PAGE)
    return made


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Over all kinds of files, hostile ones too."""
    made = tmp_path_factory.mktemp("mixed") / "files"
    made.mkdir()
    for name, content in COPIES.items():
        (made / name).write_bytes(content)
    (made / "lf.eml").write_bytes(b"Subject: bare line feeds\n\nDear all\n")
    (made / "empty.eml").write_bytes(b"")
    (made / "picture.gif").write_bytes(b"GIF89a")
    (made / "red\x1b[31m\n.eml").write_bytes(b"Subject: \x1b[31mred\r\n\r\nx\r\n")
    (made / "gone.eml").symlink_to("/nowhere/at/all")
    os.mkfifo(made / "pipe.eml")
    (made / "round").symlink_to(made)
    return corpus(made)


def test_all_went_well(run: Run) -> None:
    assert run.code == 0, run.printed


def test_a_message_is_an_entry_as_the_server_has_it(run: Run) -> None:
    (name,) = [name for name in COPIES if run.told[name]["outcome"] == "entry"]
    letter = run.told[name]
    assert "'Letter' from Jan <jan@x.test>" in letter["reason"]
    assert letter["sha256"] == letter["reference"] == sha256(COPIES[name]).hexdigest()
    assert float(letter["seconds"]) > 0


def test_the_same_message_again_says_of_which(run: Run) -> None:
    first, again = sorted(COPIES, key=lambda name: run.told[name]["outcome"] == "duplicate")
    assert run.told[again]["outcome"] == "duplicate"
    assert run.told[again]["reason"].startswith("the same message as ")
    assert first in run.told[again]["reason"]


def test_line_ends_that_the_server_changes_are_no_alteration(run: Run) -> None:
    found = run.told["lf.eml"]
    assert found["outcome"] == "entry"
    assert found["sha256"] == sha256(b"Subject: bare line feeds\r\n\r\nDear all\r\n").hexdigest()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("empty.eml", "the server answered: NO "),
        ("picture.gif", "files of the kind .gif are not taken in yet"),
        ("gone.eml", "no ordinary file"),
        ("pipe.eml", "no ordinary file"),
    ],
)
def test_what_is_not_taken_says_why(run: Run, name: str, reason: str) -> None:
    assert run.told[name]["outcome"] == "refused"
    assert reason in run.told[name]["reason"]


def test_a_line_a_file_and_the_totals_whatever_the_names(run: Run) -> None:
    lines = run.printed.splitlines()
    assert "\x1b" not in run.printed
    assert len(lines) == len(run.told) + 1
    assert "3 entry, 1 duplicate, 4 refused, 0 lost, 0 altered, 0 error" in lines[-1]
    assert "Peak memory of the worker: " in lines[-1]


def test_altered(folder: Path) -> None:
    run = corpus(
        folder, before="import tools.corpus.server as s; s.Reader.digest = lambda self, uid: '0' * 64"
    )
    assert {one["outcome"] for one in run.told.values()} == {"altered"}
    assert run.code == 1


def test_a_page_that_cannot_be_shown(folder: Path) -> None:
    run = corpus(folder, before="import spindle.mail.html as html; html.clean = None")
    assert run.told["page.EML"]["outcome"] == "error"
    assert "TypeError" in run.told["page.EML"]["reason"]
    assert run.told["letter.eml"]["outcome"] == "entry"
    assert run.code == 1


def test_lost(folder: Path) -> None:
    before = (
        "import tools.corpus.server as s; good = s.Deliverer.deliver; "
        "s.Deliverer.deliver = lambda self, path: good(self, path) + 1000"
    )
    run = corpus(folder, "--patience", "2", before=before)
    assert {one["outcome"] for one in run.told.values()} == {"lost"}
    assert run.code == 1


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.corpus", str(tmp_path / "nowhere")]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False, text=True)
    assert (done.returncode, done.stderr) == (2, f"There is no {tmp_path / 'nowhere'}.\n")
