"""A Dovecot of the demo's own on the loopback address, as root or as anyone: IMAP without encryption, two mailboxes.

Its mail stays between two starts; its sockets lie in a short temporary path, for their length is limited.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.demo.ending import end
from tools.demo.maildirs import own, owner

HOST = "127.0.0.1"
USUAL_PORT = 10143
PATIENCE_SECONDS = 15.0
_PATH = os.pathsep.join(
    [os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"]
)


class NoMailServer(Exception):
    """Why there is no Dovecot, as a sentence."""


class MailServer:
    """Dovecot over the Maildirs in `mail`; a context manager. `users` maps addresses to passwords."""

    def __init__(self, mail: Path, users: Mapping[str, str]) -> None:
        self.mail = mail
        self.users = users
        self.port = _free_port()
        self.run = Path(tempfile.mkdtemp(prefix="spindle-demo-"))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start; raises NoMailServer when it is not installed or does not come up."""
        try:
            self._start(_binary())
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop it with its sessions, and take its sockets away. The mail stays."""
        if self._process is not None:
            end(self._process, patience=PATIENCE_SECONDS)
        self._process = None
        shutil.rmtree(self.run, ignore_errors=True)

    def _start(self, binary: str) -> None:
        self._write("users", "".join(f"{user}:{{PLAIN}}{word}::::::\n" for user, word in self.users.items()))
        self._write("dovecot.conf", self._configuration())
        for folder in (self.run, self.run / "run", self.run / "state"):
            folder.mkdir(exist_ok=True)
            own(folder)
        root, who = os.geteuid() == 0, owner()
        self._process = subprocess.Popen(
            [binary, "-F", "-c", str(self.run / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(self.run / "stderr").open("wb"),
            user=who.pw_uid if root else None,
            group=who.pw_gid if root else None,
            extra_groups=[] if root else None,
            # Ctrl+C is for the demo, which ends its server last.
            start_new_session=True,
        )
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not _greets(self.port):
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > end:
                words = (self.run / "stderr").read_text(errors="replace").strip().rpartition("\n")[2]
                raise NoMailServer(f"Dovecot did not start: {words or 'it said nothing'}.")
            time.sleep(0.02)

    def _write(self, name: str, text: str) -> None:
        path = self.run / name
        path.touch(mode=0o600)
        path.write_text(text)
        own(path)

    def _configuration(self) -> str:
        import grp  # not on Windows, where Dovecot is not either

        who = owner()
        group = grp.getgrgid(who.pw_gid).gr_name
        boxes = "".join(
            f"  mailbox {name} {{\n    auto = create\n    special_use = \\{name}\n  }}\n"
            for name in ("Sent", "Trash", "Junk", "Drafts", "Archive")
        )
        return f"""
base_dir = {self.run}/run
state_dir = {self.run}/state
log_path = {self.run}/log
default_internal_user = {who.pw_name}
default_internal_group = {group}
default_login_user = {who.pw_name}
default_vsz_limit = 0
protocols = imap
listen = {HOST}
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:~/mail
mail_uid = {who.pw_name}
mail_gid = {group}
mail_fsync = never
first_valid_uid = 0
first_valid_gid = 0
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {self.run}/users
}}
userdb {{
  driver = static
  args = uid={who.pw_name} gid={group} home={self.mail}/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
{boxes}}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


def end_leftover(run: str) -> None:
    """Stop the server of a demo that was killed and could not do so itself; `run` is where its sockets lay."""
    folder = Path(run)
    try:
        number = int((folder / "run" / "master.pid").read_text())
        command = Path(f"/proc/{number}/cmdline").read_bytes()
    except (OSError, ValueError):
        return
    if str(folder).encode() in command:
        os.kill(number, signal.SIGTERM)
        end = time.monotonic() + PATIENCE_SECONDS
        while Path(f"/proc/{number}").exists() and time.monotonic() < end:
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


def is_installed() -> bool:
    """Whether there is a Dovecot on this machine."""
    return shutil.which("dovecot", path=_PATH) is not None


def _binary() -> str:
    found = shutil.which("dovecot", path=_PATH)
    if found is None:
        raise NoMailServer("Dovecot is not on this machine.")
    return found


def _greets(port: int) -> bool:
    """Whether an IMAP server says hello at this port."""
    try:
        with socket.create_connection((HOST, port), 2) as probe:
            return probe.recv(4) == b"* OK"
    except OSError:
        return False


def _free_port() -> int:
    for port in (USUAL_PORT, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise NoMailServer("No port is free for a mail server.")
