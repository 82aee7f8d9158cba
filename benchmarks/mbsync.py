"""The baseline of the first synchronisation: isync's `mbsync` as it comes, with FSync yes."""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from tests.peers.mailbox import Mailbox

_CONFIGURATION = """
IMAPStore server
Host 127.0.0.1
Port {port}
User {user}
Pass "{password}"
SSLType None

MaildirStore here
Path {folder}/
Inbox {folder}/INBOX

Channel all
Far :server:
Near :here:
Patterns INBOX
Create Near
Sync Pull
SyncState *
"""
COMMAND = "mbsync -c FILE all (its defaults; FSync yes)"


def fetch(mailbox: Mailbox) -> tuple[float, int]:
    """Fetch the inbox into a Maildir; seconds, and how many messages came. RuntimeError when mbsync fails."""
    program = shutil.which("mbsync")
    if program is None:
        raise RuntimeError("mbsync is not installed: apt-get install isync")
    with tempfile.TemporaryDirectory(prefix="mbsync-bench-") as folder:
        file = Path(folder) / "mbsyncrc"
        file.write_text(
            _CONFIGURATION.format(
                port=mailbox.server.port, user=mailbox.user, password=mailbox.password, folder=folder
            )
        )
        started = time.perf_counter()
        done = subprocess.run([program, "-c", str(file), "all"], capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - started
        if done.returncode:
            raise RuntimeError(f"mbsync: {done.stderr}")
        return seconds, sum(1 for _ in Path(folder, "INBOX").glob("*/*"))
