"""What runs in the child process: reads a file from standard input, and writes what a task makes of it.

Imports no Django and nothing of ours but the readers. All is imported before the limits are set, for afterwards no file
can be opened, and no connection.
"""

import codecs
import contextlib
import os
import sys
from collections.abc import Callable
from types import ModuleType

from spindle.archive.files.refusals import STATUS, Refusal, Refused

_CODECS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp437", "latin-1", "ascii", "idna")
# Behind pages and mail.
_NICENESS = 5
Task = Callable[..., bytes]


def main() -> None:
    """`task seconds memory argument…` on the command line. The exit status tells why nothing came out."""
    task, seconds, memory, *arguments = sys.argv[1:]
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    data = sys.stdin.buffer.read()
    run = _task(task)
    _confine(int(seconds), int(memory))
    try:
        result = run(data, *arguments)
    except Refused as refused:
        os._exit(STATUS[refused.refusal])
    except MemoryError:
        os._exit(STATUS[Refusal.LARGE])
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()
    # Without the farewells of libraries, which may want files.
    os._exit(0)


def _task(name: str) -> Task:
    """The task, with all that it may need already loaded."""
    for codec in _CODECS:
        codecs.lookup(codec)
    if name in ("pages", "picture"):
        from spindle.archive.files import pdf

        return pdf.pages if name == "pages" else pdf.picture
    from spindle.archive.files import extract

    return extract.TASKS[name]


def _confine(seconds: int, memory: int) -> None:
    """No more time, memory, files, connections or processes than it has (setrlimit; nothing of it on Windows)."""
    resource = _resource()
    if resource is None:
        return
    own = resource.RLIM_INFINITY
    for limit, value in (
        ("RLIMIT_CPU", seconds),
        ("RLIMIT_AS", memory),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NPROC", 0),
        # What is open stays open: standard input and output. Sockets count as well.
        ("RLIMIT_NOFILE", 0),
    ):
        if hasattr(resource, limit):
            number = getattr(resource, limit)
            most = resource.getrlimit(number)[1]
            allowed = value if most == own else min(value, most)
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(number, (allowed, allowed))


def _resource() -> ModuleType | None:
    try:
        import resource
    except ImportError:
        return None
    return resource
