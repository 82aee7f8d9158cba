"""notmuch on the same messages: its database, and its library asked in one process, as ours is."""

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from benchmarks.million.world import Post, World, member_address

_CONFIGURATION = """
[database]
path={folder}
[user]
name=Femke
primary_email=member0@ours.example
[new]
tags=
ignore=
[search]
exclude_tags=
"""
# Debian's bindings belong to Debian's Python.
_PYTHON = "/usr/bin/python3"
_ASKING = """
import json, sys, time
import notmuch2

questions = json.load(sys.stdin)
answers = {}
with notmuch2.Database(sys.argv[1]) as database:
    def ask(text):
        started = time.perf_counter()
        found = database.messages(text, sort=database.SORT.NEWEST_FIRST)
        for number, message in enumerate(found):
            message.header("subject"), message.header("from"), message.date
            if number == 49:
                break
        return (time.perf_counter() - started) * 1000
    for name, texts in questions.items():
        first = [ask(text) for text in texts]
        answers[name] = [first, [ask(text) for text in texts]]
print(json.dumps(answers))
"""
_PER_FOLDER = 5000


@dataclass(frozen=True, slots=True)
class Answers:
    """Milliseconds by class, of the first asking and the second; how long indexing took."""

    times: Mapping[str, tuple[list[float], list[float]]]
    indexing_seconds: float


def missing() -> str:
    """What to say where it is not installed, or an empty text."""
    found = (
        shutil.which("notmuch")
        and not subprocess.run(
            [_PYTHON, "-c", "import notmuch2"], capture_output=True, check=False
        ).returncode
    )
    return "" if found else "notmuch is not installed: apt install notmuch python3-notmuch2"


def measure(world: World, questions: Mapping[str, Sequence[str]]) -> Answers:
    """Write the messages, index them and ask."""
    with tempfile.TemporaryDirectory(prefix="spindle-notmuch-") as name:
        folder = Path(name)
        configuration = folder / "config"
        (folder / "mail").mkdir()
        configuration.write_text(_CONFIGURATION.format(folder=folder / "mail"))
        for post in world.posts(0, world.size):
            _write(folder / "mail", post)
        started = time.perf_counter()
        subprocess.run(
            ["notmuch", f"--config={configuration}", "new", "--quiet"], check=True, stdout=subprocess.DEVNULL
        )
        subprocess.run(
            ["notmuch", f"--config={configuration}", "tag", "+attachment", "--", "attachment:pdf"], check=True
        )
        seconds = time.perf_counter() - started
        done = subprocess.run(
            [_PYTHON, "-c", _ASKING, str(folder / "mail")],
            input=json.dumps({name: list(texts) for name, texts in questions.items()}),
            capture_output=True,
            text=True,
            check=True,
        )
    return Answers({name: (first, warm) for name, (first, warm) in json.loads(done.stdout).items()}, seconds)


def _write(root: Path, post: Post) -> None:
    folder = root / str(post.number // _PER_FOLDER)
    if post.number % _PER_FOLDER == 0:
        folder.mkdir()
    own, contact = member_address(post.member), f'"{post.contact.name}" <{post.contact.address}>'
    message = EmailMessage()
    message["From"], message["To"] = (own, contact) if post.outgoing else (contact, own)
    message["Subject"] = post.subject
    message["Date"] = format_datetime(post.at)
    message["Message-ID"] = f"<{post.number}@mail.example>"
    message.set_content(post.text)
    if post.attachment:
        message.add_attachment(
            b"%PDF", maintype="application", subtype="pdf", filename=f"file-{post.number}.pdf"
        )
    (folder / f"{post.number}.eml").write_bytes(message.as_bytes())
