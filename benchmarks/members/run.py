"""The three minutes, and what is compared afterwards."""

import os
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

from benchmarks import installation
from benchmarks.corpus import Corpus, relations
from benchmarks.members.colleague import Change, Colleague
from benchmarks.members.keeper import Keeper
from benchmarks.report import Report, percentile
from tests.peers.dovecot import Dovecot
from tests.peers.mailbox import Mailbox, new_mailbox
from tests.peers.postgresql import Server, make_database, url

NAME = "members"
SIZE, ROUNDS = 180, 1
MEMBERS = 20
KILL_SECONDS = 15.0
PEOPLE, MESSAGES = 2_000, 5_000
_PATIENCE = 120.0
_DIFFERENT = 40


def run(size: int, rounds: int) -> Report:
    """Twenty members at work for `size` seconds, `rounds` times."""
    seconds = size * rounds
    report = Report(
        f"members: {MEMBERS} at work for {seconds} s on PostgreSQL, two processes of each kind,"
        f" one killed every {KILL_SECONDS:.0f} s; ms at p50, p95, p99"
    )
    with _postgresql(), installation.fresh(), Dovecot() as dovecot:
        mailbox = new_mailbox(dovecot)
        company = _Company(MEMBERS, mailbox)
        with Keeper() as keeper:
            colleagues = company.colleagues(keeper.ports)
            sent = _work(colleagues, keeper, mailbox, seconds)
            company.check([one.change for one in colleagues], mails=sent)
    _add_figures(report, colleagues)
    report.notes.append(
        f"{keeper.killed} processes were killed; {sum(one.tried_again for one in colleagues)} requests were sent again;"
        f" {sum(len(one.milliseconds['a change']) for one in colleagues)} changes were answered and {sent} mails sent:"
        " all stand there"
    )
    if refused := [said for one in colleagues for said in one.refused]:
        report.notes.append(f"{len(refused)} requests were refused, such as: {refused[0]}")
    return report


@contextmanager
def _postgresql() -> Iterator[None]:
    server = Server(durable=True)
    try:
        make_database(server.port, "members")
        os.environ["SPINDLE_DATABASE"] = url(server.port, "members")
        yield
    finally:
        server.stop()


def _work(colleagues: Sequence[Colleague], keeper: Keeper, mailbox: Mailbox, seconds: int) -> int:
    """Everybody works while mail arrives and processes are killed; how many mails came."""
    random, mails = Random(11), Corpus(relations(PEOPLE), seed=5).mails(seconds)
    for one in colleagues:
        one.start()
    end, kill, sent = time.monotonic() + seconds, time.monotonic() + KILL_SECONDS, 0
    while time.monotonic() < end:
        mailbox.append_many([next(mails)[1]])
        sent += 1
        if time.monotonic() >= kill:
            keeper.kill_one(random)
            kill += KILL_SECONDS
        time.sleep(1.0)
    for one in colleagues:
        one.ending.set()
    for one in colleagues:
        one.join(_PATIENCE)
    return sent


class _Company:
    """A company with its archive, its members and a mailbox. Import of Django's parts within `installation.fresh`."""

    def __init__(self, size: int, mailbox: Mailbox) -> None:
        from benchmarks import company, seeding
        from spindle.members.models import Member
        from tests.accounts.factories import PASSWORD, joined

        founder = company.found(0)
        self.organisation = founder.organisation
        people = relations(PEOPLE)
        with self.organisation.active():
            self.relations = company.add_relations(people)
            member = Member.objects.get()
            archive = company.add_account(member, address="info@ours.example", password="none", port=1)
            seeding.fill(archive, people, MESSAGES)
            _stop(archive.pk)
            self.account = company.add_account(
                member, address=mailbox.user, password=mailbox.password, port=mailbox.server.port
            )
        colleagues = [joined(self.organisation, first_name=f"Colleague{number}") for number in range(size)]
        self.sign_ins = [(one.identity.email, PASSWORD) for one in colleagues]

    def colleagues(self, ports: Sequence[int]) -> list[Colleague]:
        """Two of them share a card, each with a field of his own."""
        with self.organisation.active():
            pages = self._pages()
            return [
                Colleague(number, who, ports, pages, self._field(number))
                for number, who in enumerate(self.sign_ins)
            ]

    def _pages(self) -> dict[str, list[str]]:
        from benchmarks.pages import addresses

        found = addresses(self.relations, different=_DIFFERENT)
        return {kind: paths for kind, paths in found.items() if kind != "static file"}

    def _field(self, number: int) -> str:
        from django.urls import reverse

        return reverse(
            "relations:field", args=[self.relations[number // 2], ("memo", "job-title")[number % 2]]
        )

    def check(self, changes: Sequence[Change], *, mails: int) -> None:
        """RuntimeError if a change that was answered is lost, or a mail is lost or double."""
        from spindle.relations.models import Relation

        with self.organisation.active():
            for number, change in enumerate(changes):
                relation = Relation.objects.get(pk=self.relations[number // 2])
                value = (relation.memo, relation.job_title)[number % 2]
                if not change.allows(value):
                    raise RuntimeError(f"{change.path} holds {value!r}; {change.saved!r} was answered")
            installation.until(lambda: self._arrived() >= mails, "the mail", every=0.5, patience=_PATIENCE)
            if (arrived := self._arrived()) != mails:
                raise RuntimeError(f"{mails} mails became {arrived} entries")

    def _arrived(self) -> int:
        from spindle.archive.models import Delivery

        return Delivery.objects.filter(account=self.account).count()


def _stop(account_id: int) -> None:
    """Nobody need look for a server that is not there."""
    from spindle.mail.models import MailAccount

    MailAccount.objects.filter(account=account_id).update(stopped=True)


def _add_figures(report: Report, colleagues: Sequence[Colleague]) -> None:
    by_kind: dict[str, list[float]] = defaultdict(list)
    for one in colleagues:
        for kind, values in one.milliseconds.items():
            by_kind[kind] += values
    for kind, values in by_kind.items():
        for share in (0.5, 0.95, 0.99):
            report.add(f"{kind}, p{share * 100:.0f} of {len(values)}", "ms", [percentile(values, share)])
