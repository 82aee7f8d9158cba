"""A demo from the start to Ctrl+C: the company made if it is not there, its mail server, Spindle, and what arrives."""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import portalocker
from django.conf import settings
from portalocker import LockFlags

from spindle.config.serve import serve
from spindle.mail.models import Folder
from spindle.members.models import Member
from spindle.organisations.creation import ensure_ready
from spindle.organisations.models import Organisation
from tools.demo import company, straight
from tools.demo.arriving import Arrivals
from tools.demo.cast import Cast, draw_cast
from tools.demo.letters import Letter
from tools.demo.mail_server import MailServer, NoMailServer, end_leftover, is_installed
from tools.demo.maildirs import Maildirs, own
from tools.demo.mime import compose
from tools.demo.playing import BOXES
from tools.demo.state import Memory, State
from tools.demo.story import Story, tell

LOOK_SECONDS = 3.0


class Busy(Exception):
    """Another process serves this demo."""


def say(sentence: str) -> None:
    """A line on the terminal, at once."""
    print(sentence, flush=True)


@contextmanager
def demo(data: Path, *, relations: int, messages: int) -> Iterator["Demo"]:
    """The company with its mail server, ready to be served; made first where this folder has none.

    Raises Busy when another process has it.
    """
    memory = Memory(data)
    memory.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        lock = stack.enter_context((memory.folder / "lock").open("ab"))
        try:
            portalocker.lock(lock, LockFlags.EXCLUSIVE | LockFlags.NON_BLOCKING)
        except portalocker.exceptions.LockException as error:
            raise Busy from error
        ensure_ready()
        yield Demo(memory, *_told(memory, relations, messages), stack)


def _told(memory: Memory, relations: int, messages: int) -> tuple[Cast, Story]:
    state = memory.read()
    if state is None or not state.finished:
        if state is not None:
            company.take_away(state.slug)
            end_leftover(state.run)
            if state.mail:
                shutil.rmtree(state.mail, ignore_errors=True)
        state = memory.write(State.new(relations=relations, messages=messages))
        say(f"Making the example company: {relations} relations, {messages} messages of two years …")
    cast = draw_cast(state.relations)
    return cast, tell(cast, state.now, state.messages)


class Demo:
    """What runs: the company, and the mail server if there is one."""

    def __init__(self, memory: Memory, cast: Cast, story: Story, stack: ExitStack) -> None:
        self.memory, self.cast, self.story = memory, cast, story
        self._stack = stack
        self.server = self._start_server()
        if not self.state.finished:
            self._make()
        elif self.server is not None:
            with self.organisation.active():
                company.move_to_port(self.server.port)

    @property
    def state(self) -> State:
        """What is remembered of it."""
        state = self.memory.read()
        assert state is not None
        return state

    @property
    def organisation(self) -> Organisation:
        """The company."""
        return Organisation.objects.get(slug=self.state.slug)

    # --- making ------------------------------------------------------------------------------------------------------

    def _start_server(self) -> MailServer | None:
        state = self.state
        if state.finished and not state.mail:
            return None
        end_leftover(state.run)
        try:
            return self._running_server(state)
        except NoMailServer as reason:
            say(str(reason))
            if state.finished:
                say("The mailboxes cannot be reached without it; what is in Spindle stays.")
            else:
                say("So the messages go straight into the archive, by the way in that all channels share.")
            return None

    def _running_server(self, state: State) -> MailServer:
        if not is_installed():
            raise NoMailServer("There is no Dovecot on this machine.")
        mail = _mail_folder(self.memory, state.mail)
        if not state.finished or not Maildirs(mail).path("verkoop", "inbox").exists():
            self._fill_mailboxes(mail)
        server = self._stack.enter_context(
            MailServer(mail, dict.fromkeys(BOXES.values(), state.mail_password))
        )
        self.memory.change(lambda old: replace(old, mail=str(mail), run=str(server.run)))
        return server

    def _fill_mailboxes(self, mail: Path) -> None:
        started = time.monotonic()
        ours = [letter for letter in self.story.letters if letter.ours and letter.references]
        answered = frozenset(letter.references[-1] for letter in ours)
        Maildirs(mail).fill(self.story.letters, compose, answered)
        say(f"Mailboxes filled ({time.monotonic() - started:.1f} s).")

    def _make(self) -> None:
        started = time.monotonic()
        membership = company.found(self.state)
        organisation = membership.organisation
        self.memory.change(lambda old: replace(old, slug=organisation.slug))
        with organisation.active():
            eline = Member.objects.get(pk=membership.member_id)
            joris = company.invite_joris(organisation, eline, self.state.password)
            company.add_relations(self.cast, by=eline, tell=_every(100, "relations"))
            company.backdate(self.state.now)
            say(f"Company, members and relations made ({time.monotonic() - started:.1f} s).")
            if self.server is not None:
                password = self.state.mail_password
                company.connect_mailboxes(eline, joris, port=self.server.port, password=password)
            else:
                company.add_mailboxes((eline, joris))
                straight.fill(self.story.letters, compose, _every(500, "messages"))
        self.memory.change(
            lambda old: replace(old, finished=True, mail=self.state.mail if self.server else "")
        )

    # --- running -----------------------------------------------------------------------------------------------------

    def post(self, letter: Letter, raw: bytes) -> None:
        """A new message arrives: at the mail server if there is one, else in the archive."""
        if self.server is not None:
            Maildirs(self.server.mail).deliver(letter, raw)
        else:
            with self.organisation.active():
                straight.deliver(letter, raw)

    def serve(self, *, host: str, port: int) -> None:
        """Spindle, with mail arriving, until it is told to stop."""
        arrivals = Arrivals(self.memory, self.cast, self.story, self.post, say)
        threading.Thread(target=self._watch, name="demo-progress", daemon=True).start()
        arrivals.start()
        try:
            serve(host=host, port=port)
        finally:
            arrivals.end()

    def welcome(self, address: str) -> str:
        """What a person must know: where, who, and the mail server."""
        state = self.state
        lines = [
            "",
            f"  Spindle       {address}   (stop with Ctrl+C)",
            f"  Sign in as    {company.ELINE_MAIL}   (administrator, in Dutch)",
            f"  or as         {company.JORIS_MAIL}   (user, in English)",
            f"  Password      {state.password}   (of both)",
        ]
        if self.server is not None:
            lines += [
                f"  Mail server   IMAP 127.0.0.1, port {self.server.port}, no encryption; password {state.mail_password}",
                f"                {'  '.join(BOXES.values())}",
                f'  Send to it    .venv/bin/python -m tools.demo.send --data {settings.SPINDLE_DATA} --text "Hallo"',
            ]
        return "\n".join([*lines, "  A new message arrives every 30 to 60 seconds.", ""])

    def _watch(self) -> None:
        """Tell how far the first synchronisation has come, until it is complete."""
        started, before = time.monotonic(), -1
        if self.server is None:
            return
        with self.organisation.active():
            while True:
                fetched, total, complete = _fetched()
                if complete:
                    break
                if fetched != before:
                    say(f"Mail: {fetched} of {total or '…'} in Spindle.")
                before = fetched
                time.sleep(LOOK_SECONDS)
        if before >= 0:
            say(f"All mail is in Spindle: {fetched} ({time.monotonic() - started:.0f} s).")


def _fetched() -> tuple[int, int, bool]:
    folders = list(Folder.objects.values_list("fetched", "total", "complete"))
    complete = bool(folders) and all(row[2] for row in folders)
    return sum(row[0] for row in folders), sum(row[1] for row in folders), complete


def _mail_folder(memory: Memory, known: str) -> Path:
    """Where the mail lies. Dovecot does not run as root, so root's is outside folders that are root's alone."""
    if known and Path(known).is_dir():
        return Path(known)
    if os.geteuid() != 0:
        folder = memory.folder / "mail"
        folder.mkdir(exist_ok=True)
        return folder
    folder = Path(tempfile.mkdtemp(prefix="spindle-demo-mail-", dir="/var/tmp"))
    own(folder)
    return folder


def _every(step: int, what: str) -> Callable[[int], None]:
    """Tells of each so many."""

    def heard(number: int) -> None:
        if number % step == 0:
            say(f"{number} {what} …")

    return heard
