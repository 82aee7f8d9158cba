"""A real Dovecot of a test's own, in a temporary folder, as root or as a normal user.

`with Dovecot(users={"alice@example.test": "secret"}) as dovecot:` listens on `dovecot.port` (plain, STARTTLS) and
`dovecot.tls_port`. The levers are methods: deliver, change_uidvalidity, kill_sessions, stop, start, ...
By hand: `python -m tests.peers.dovecot --port 10143 --user alice@example.test:secret`.
"""

import argparse
import datetime as dt
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil  # type: ignore[import-untyped]

from tests.peers import maildir
from tests.peers.certificates import Certificate, issue
from tests.peers.dovecot_config import Settings, configuration
from tests.peers.imap_append import append
from tests.peers.introspection import Introspection
from tests.peers.ports import HOST, free_port, listening, wait_until
from tools.demo.ending import end

SBIN = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"


class DovecotMissing(RuntimeError):
    """Says which package to install; tests fail with it, they are never skipped."""


class Dovecot:
    """One server; a context manager. `users` maps each user to a password and may grow by `add_user`."""

    def __init__(
        self,
        users: Mapping[str, str] | None = None,
        *,
        settings: Settings | None = None,
        port: int = 0,
        tls_port: int = 0,
        certificate_names: Sequence[str] = (),
    ) -> None:
        self.users = dict(users or {})
        self.settings = settings or Settings()
        self.host = HOST
        self.port = port or free_port()
        self.tls_port = tls_port or free_port()
        self._names = certificate_names
        self._process: subprocess.Popen[bytes] | None = None
        self._edition = 0

    def __enter__(self) -> Self:
        self._binary = _binary("dovecot")
        root = os.geteuid() == 0
        self._owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
        # Dovecot refuses to run mail as root, and only root may become somebody else.
        self._uid: int | None = self._owner.pw_uid if root else None
        self._gid: int | None = self._owner.pw_gid if root else None
        self._groups: list[int] | None = [] if root else None
        self.folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.introspection = Introspection()
        self.certificate: Certificate = issue(self.folder, *self._names)
        for name in ("run", "state", "mail", "users"):
            (self.folder / name).mkdir()
        self._write("oauth2.conf", _oauth2(self.introspection.url))
        for user, password in self.users.items():
            self.add_user(user, password)
        self._write("dovecot.conf", self._configuration())
        for path in (self.folder, *self.folder.iterdir()):
            self.own(path)
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop, and leave nothing behind."""
        self.stop()
        self.introspection.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- running -------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start (again), on the same ports and mail; returns once it takes connections."""
        self._process = subprocess.Popen(
            [self._binary, "-F", "-c", str(self.folder / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "stderr").open("wb"),
            user=self._uid,
            group=self._gid,
            extra_groups=self._groups,
            start_new_session=True,
        )
        wait_until(self._up, what=f"Dovecot on port {self.port}")

    def stop(self) -> None:
        """Stop with all its sessions, as a machine that goes down."""
        if self._process is None:
            return
        # Not SIGTERM: the master then waits for seconds, and a machine that goes down does not either.
        end(self._process, patience=0)
        wait_until(lambda: not listening(self.port), what=f"the end of Dovecot on port {self.port}")
        (self.folder / "run" / "master.pid").unlink(missing_ok=True)
        self._process = None

    def kill_sessions(self) -> int:
        """kill -9 every signed-in session; how many there were."""
        sessions = [child for child in self._children() if child.name() == "imap"]
        for session in sessions:
            _kill(session)
        return len(sessions)

    def _up(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError(f"Dovecot did not start: {(self.folder / 'stderr').read_text()}{self.log()}")
        return listening(self.port) and listening(self.tls_port)

    def _children(self) -> list[psutil.Process]:
        if self._process is None:
            return []
        return list(psutil.Process(self._process.pid).children(recursive=True))

    def log(self) -> str:
        """What Dovecot wrote so far."""
        path = self.folder / "dovecot.log"
        return path.read_text(errors="replace") if path.exists() else ""

    # --- users ---------------------------------------------------------------------------------------------------

    def add_user(self, user: str, password: str) -> None:
        """Let `user` in from now on. A file a user: a new one is read at once."""
        self.users[user] = password
        self._write(f"users/{user}", f"{user}:{{PLAIN}}{password}\n")

    def set_password(self, user: str, password: str) -> None:
        """Change the password; open sessions stay, new ones need it. Returns when Dovecot has seen it (≤ 1 s)."""
        self.add_user(user, password)
        # It looks at the file once a second at most, and reads it again only if the second of change differs.
        self._edition += 1
        stamp = time.time() - 1000 + self._edition
        os.utime(self.folder / "users" / user, (stamp, stamp))
        wait_until(lambda: self._lets_in(user, password), what=f"the new password of {user}")

    def give_token(self, user: str, token: str) -> None:
        """Accept `token` for `user` by XOAUTH2 and OAUTHBEARER."""
        self.introspection.tokens[token] = user

    def revoke_token(self, token: str) -> None:
        """Refuse `token` from now on."""
        del self.introspection.tokens[token]

    def _lets_in(self, user: str, password: str) -> bool:
        return self._run_doveadm("auth", "test", user, password).returncode == 0

    # --- mail ----------------------------------------------------------------------------------------------------

    def deliver(
        self, user: str, raw: bytes, folder: str = "INBOX", *, received: dt.datetime | None = None
    ) -> None:
        """One message, unread. Maildir: a file in new/, as a delivery agent does it; mdbox: APPEND."""
        if self.settings.storage == "maildir" and (box := self.maildir(user, folder)).exists():
            maildir.deliver(box, raw, received=received, own=self.own)
        else:
            self.append_many(user, [raw], folder, received=received)

    def append_many(
        self,
        user: str,
        messages: Iterable[bytes],
        folder: str = "INBOX",
        *,
        flags: str = "",
        received: dt.datetime | None = None,
    ) -> None:
        """Many messages by one connection (MULTIAPPEND); the folder is made if need be."""
        append(self.port, user, self.users[user], messages, folder=folder, flags=flags, received=received)

    def maildir(self, user: str, folder: str = "INBOX") -> Path:
        """The folder on disk (Maildir++)."""
        root = self.folder / "mail" / user / "mail"
        inner = folder.removeprefix(self.settings.prefix)
        return (
            root if folder.upper() == "INBOX" else root / maildir.name_on_disk(inner, self.settings.separator)
        )

    def uidvalidity(self, user: str, folder: str = "INBOX") -> int:
        """What the server says now."""
        answer = self._doveadm("-f", "flow", "mailbox", "status", "-u", user, "uidvalidity", folder)
        return int(answer.rpartition("uidvalidity=")[2].split()[0])

    def change_uidvalidity(self, user: str, folder: str = "INBOX") -> int:
        """Same messages, new UIDVALIDITY, as after a restored back-up; sessions are ended. Returns the new one."""
        self.kill_sessions()
        value = self.uidvalidity(user, folder) + 1000
        self._doveadm("mailbox", "update", "--uid-validity", str(value), "-u", user, folder)
        return value

    def expunge(self, user: str, folder: str, query: str) -> None:
        """Delete for good what matches a doveadm search query, such as `uid 3`."""
        self._doveadm("expunge", "-u", user, "mailbox", folder, *query.split())

    def flag(self, user: str, folder: str, query: str, *flags: str) -> None:
        """Add flags to what matches, as another client would."""
        self._doveadm("flags", "add", "-u", user, " ".join(flags), "mailbox", folder, *query.split())

    def unflag(self, user: str, folder: str, query: str, *flags: str) -> None:
        """Take flags away."""
        self._doveadm("flags", "remove", "-u", user, " ".join(flags), "mailbox", folder, *query.split())

    def remove(self, user: str, *folders: str) -> None:
        """Delete folders with all that is in them."""
        self._doveadm("mailbox", "delete", "-u", user, *folders)

    def create(self, user: str, *folders: str) -> None:
        """Make folders (names in clear)."""
        self._doveadm("mailbox", "create", "-u", user, *folders)

    # --- depths --------------------------------------------------------------------------------------------------

    def own(self, path: Path) -> None:
        """Give a path to the user that Dovecot runs as."""
        if os.geteuid() == 0:
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(text)
        self.own(path)

    def _configuration(self) -> str:
        group = subprocess.run(
            ["id", "-gn", self._owner.pw_name], capture_output=True, text=True, check=True
        ).stdout.strip()
        return configuration(
            self.folder,
            settings=self.settings,
            owner=self._owner.pw_name,
            group=group,
            imap=self.port,
            imaps=self.tls_port,
            certificate=self.certificate,
        )

    def _doveadm(self, *arguments: str) -> str:
        done = self._run_doveadm(*arguments)
        if done.returncode:
            raise RuntimeError(f"doveadm {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def _run_doveadm(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [_binary("doveadm"), "-c", str(self.folder / "dovecot.conf"), *arguments]
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            user=self._uid,
            group=self._gid,
            extra_groups=self._groups,
        )


def _binary(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{SBIN}")
    if found is None:
        raise DovecotMissing(f"{name} is not installed: apt-get install dovecot-imapd")
    return found


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return


def _oauth2(url: str) -> str:
    return (
        f"introspection_url = {url}\nintrospection_mode = post\nusername_attribute = username\n"
        "active_attribute = active\nactive_value = true\n"
    )


def main() -> None:
    """Run one by hand until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tests.peers.dovecot")
    parser.add_argument("--port", type=int, default=10143)
    parser.add_argument("--tls-port", type=int, default=10993)
    parser.add_argument("--user", action="append", metavar="USER:PASSWORD")
    parser.add_argument("--storage", choices=("maildir", "mdbox"), default="maildir")
    parser.add_argument("--capability", help="what the server says it can, such as IMAP4rev1")
    options = parser.parse_args()
    users = dict(user.split(":", 1) for user in options.user or ["alice@example.test:secret"])
    settings = Settings(storage=options.storage, capability=options.capability)
    with Dovecot(users, settings=settings, port=options.port, tls_port=options.tls_port) as dovecot:
        print(f"IMAP {dovecot.port}, IMAPS {dovecot.tls_port}, authority {dovecot.certificate.authority}")
        print(f"mail in {dovecot.folder}/mail; users {', '.join(users)}; Ctrl-C ends")
        try:
            signal.pause()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
