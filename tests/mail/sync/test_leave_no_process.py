"""A worker that is killed leaves no parser behind."""

import subprocess
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from tests.mail.sync.conftest import until

PROGRAM = """
import multiprocessing, time
from spindle.mail.sync.parsers import WORTH_A_PROCESS, Parsers
if __name__ == "__main__":
    Parsers(WORTH_A_PROCESS).submit([b"Subject: x"]).result()
    print(multiprocessing.active_children()[0].pid, flush=True)
    time.sleep(60)
"""


def test_the_parser_ends_with_a_killed_worker(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        parser = int(process.stdout.readline())
        process.kill()
    until(
        lambda: not psutil.pid_exists(parser) or psutil.Process(parser).status() == "zombie",
        "the parser to end",
    )
