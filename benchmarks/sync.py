"""First synchronisation of a full mailbox from Dovecot, beside mbsync: wall time, and memory of all our processes.

Ours parses, threads, links to 5,000 relations, indexes, compresses and encrypts; everything is compared afterwards.
"""

import datetime as dt
import hashlib
import os
import time
from collections import Counter
from itertools import groupby

from benchmarks import installation, mbsync
from benchmarks.corpus import Corpus, relations
from benchmarks.memory import Peak
from benchmarks.report import Report
from tests.peers.dovecot import Dovecot
from tests.peers.dovecot_config import Settings
from tests.peers.mailbox import Mailbox, new_mailbox

NAME = "sync"
SIZE, ROUNDS = 10_000, 3
PEOPLE = 5_000
_PATIENCE = 3600.0


def run(size: int, rounds: int) -> Report:
    """Compare with mbsync, `rounds` times in turns."""
    report = Report(
        f"sync: first synchronisation of {size} messages, {rounds} rounds beside {mbsync.COMMAND}"
    )
    ours: list[float] = []
    theirs: list[float] = []
    peaks: list[Peak] = []
    with installation.fresh(), Dovecot(settings=Settings(storage="mdbox")) as server:
        mailbox = new_mailbox(server)
        hashes = _fill(mailbox, size)
        for number in range(rounds):
            os.sync()
            theirs.append(_baseline(mailbox, size))
            os.sync()
            seconds, peak = _round(mailbox, number, hashes)
            ours.append(seconds)
            peaks.append(peak)
    report.add("mbsync", "s", theirs)
    report.add("Spindle", "s", ours, of=theirs, goal="1.3, aim for 1.0")
    report.add("peak memory of all processes", "MB", [peak.highest for peak in peaks], goal="below 300")
    report.add("processor time of all processes", "s", [sum(peak.seconds.values()) for peak in peaks])
    who = ", ".join(f"{one.name} {one.megabytes:.0f} MB" for one in peaks[-1].then.values())
    spent = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in peaks[-1].seconds.items())
    report.notes.append(f"at the peak: {who}; processor: {spent}")
    report.notes.append(f"all {size} messages are there, byte for byte (SHA-256), in each round")
    return report


def _fill(mailbox: Mailbox, size: int) -> Counter[str]:
    """Put the corpus on the server, a month at a time; the SHA-256 of each message."""
    hashes: Counter[str] = Counter()

    def month(mail: tuple[dt.datetime, bytes]) -> tuple[int, int]:
        return mail[0].year, mail[0].month

    for _, group in groupby(Corpus(relations(PEOPLE)).mails(size), key=month):
        mails = list(group)
        raws = [raw for _, raw in mails]
        hashes.update(hashlib.sha256(raw).hexdigest() for raw in raws)
        mailbox.server.append_many(mailbox.user, raws, received=mails[0][0])
    return hashes


def _baseline(mailbox: Mailbox, size: int) -> float:
    seconds, count = mbsync.fetch(mailbox)
    if count != size:
        raise RuntimeError(f"mbsync fetched {count} of {size} messages")
    return seconds


def _round(mailbox: Mailbox, number: int, hashes: Counter[str]) -> tuple[float, Peak]:
    from benchmarks import company
    from spindle.members.models import Member
    from spindle.organisations.actions import delete_organisation, nudge

    membership = company.found(number)
    organisation = membership.organisation
    with organisation.active():
        company.add_relations(relations(PEOPLE))
    with installation.serving() as (process, _port), organisation.active(), Peak(process.pid) as peak:
        started = time.perf_counter()
        account = company.add_account(
            Member.objects.get(pk=membership.member_id),
            address=mailbox.user,
            password=mailbox.password,
            port=mailbox.server.port,
        )
        nudge("mail")
        installation.until(
            lambda: _is_complete(account.pk), "the first synchronisation", every=0.1, patience=_PATIENCE
        )
        seconds = time.perf_counter() - started
    with organisation.active():
        _compare(hashes)
    delete_organisation(organisation)
    return seconds, peak


def _is_complete(account_id: int) -> bool:
    from spindle.mail.models import Folder

    folders = list(Folder.objects.filter(account=account_id).values_list("complete", flat=True))
    return bool(folders) and all(folders)


def _compare(hashes: Counter[str]) -> None:
    """RuntimeError unless the archive holds exactly what the server does."""
    from spindle.archive import blobs
    from spindle.archive.models import Body, Delivery, Entry

    names = Entry.objects.values_list("blob", flat=True).iterator()
    kept = Counter(hashlib.sha256(blobs.read(name)).hexdigest() for name in names)
    if kept != hashes:
        raise RuntimeError(
            f"{(hashes - kept).total()} messages are missing, {(kept - hashes).total()} altered"
        )
    counts = {model.__name__: model._default_manager.count() for model in (Entry, Delivery, Body)}
    if set(counts.values()) != {hashes.total()}:
        raise RuntimeError(f"{hashes.total()} messages became {counts}")
