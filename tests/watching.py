"""Which files a process opens to write, by Python's audit hooks (PEP 578): also those that are gone when one looks.

`sitecustomize(folder, log)` makes a folder for PYTHONPATH, so that every Python process started with it keeps such a
log, and so do the ones that it starts.
"""

import os
import sys
from pathlib import Path

_WRITING = os.O_WRONLY | os.O_RDWR
_ROOT = Path(__file__).resolve().parents[1]


def watch(log: str) -> None:
    """From now on this process appends the path of each file that it opens to write to `log`, one a line."""
    target = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event != "open":
            return
        path, _mode, flags = arguments
        writes = isinstance(flags, int) and flags & _WRITING
        if writes and isinstance(path, (str, bytes)) and not _is_probe():
            os.write(target, os.fsencode(path).replace(b"\n", b" ") + b"\n")

    sys.addaudithook(note)


def _is_probe() -> bool:
    """Whether `tempfile` only looks which folder it could use: it writes four letters of its own."""
    frame = sys._getframe(2)
    return frame.f_code.co_name == "_get_default_tempdir"


def sitecustomize(folder: Path, log: Path) -> str:
    """The PYTHONPATH that makes processes watch themselves."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(f"from tests.watching import watch\nwatch({str(log)!r})\n")
    return os.pathsep.join([str(folder), str(_ROOT)])
