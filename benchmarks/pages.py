"""The pages that people have open all day, at 10,000 relations and 100,000 messages, alone and 8 at once.

Over HTTP from a real `spindle web`; the baseline is a static file of the same server.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]

from benchmarks import installation
from benchmarks.browser import Visitor, at_once
from benchmarks.corpus import Person, relations
from benchmarks.report import Report, percentile

NAME = "pages"
SIZE, ROUNDS = 100_000, 2
PEOPLE_SHARE = 10
AT_ONCE = 8
_DIFFERENT = 20
_TYPED = ("ja", "jans", "bouw", "visser")
STATIC = "/static/ui/built/theme.js"


@dataclass(slots=True)
class Timed:
    """Milliseconds of each request to one kind of page, and the processor's share a page, by round."""

    alone: list[list[float]] = field(default_factory=list)
    together: list[list[float]] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def run(size: int, rounds: int) -> Report:
    """Time each kind of page `rounds` times, 20 different ones each, alone and 8 at once."""
    people = relations(max(30, size // PEOPLE_SHARE))
    report = Report(
        f"pages: {size} messages and {len(people)} persons with their companies; ms at p50, p95, p99"
    )
    with installation.fresh():
        kinds = _filled(people, size)
        with installation.serving("web") as (process, port):
            from benchmarks import company

            visitor = Visitor(port)
            visitor.sign_in(company.EMAIL.format(number=0), company.PASSWORD)
            web = psutil.Process(process.pid)
            timed = {name: Timed() for name in kinds}
            for paths in kinds.values():
                visitor.get(paths[0])
            for _ in range(rounds):
                for name, paths in kinds.items():
                    _time(timed[name], visitor, paths, web)
    _add_figures(report, timed)
    return report


def _time(timed: Timed, visitor: Visitor, paths: Sequence[str], web: psutil.Process) -> None:
    before = sum(web.cpu_times()[:2])
    timed.alone.append([visitor.milliseconds(path) for path in paths])
    timed.processor.append((sum(web.cpu_times()[:2]) - before) * 1000 / len(paths))
    timed.together.append(at_once(visitor, paths[:AT_ONCE], people=AT_ONCE))


def _add_figures(report: Report, timed: dict[str, Timed]) -> None:
    plain = timed["static file"]
    for name, one in timed.items():
        for share in (0.5, 0.95, 0.99):
            report.add(
                f"{name}, p{share * 100:.0f}",
                "ms",
                [percentile(values, share) for values in one.alone],
                of=[percentile(values, share) for values in plain.alone] if one is not plain else (),
            )
        report.add(
            f"{name}, {AT_ONCE} at once, p95", "ms", [percentile(values, 0.95) for values in one.together]
        )
        report.add(f"{name}, processor time on the server", "ms", one.processor)


def _filled(persons: Sequence[Person], size: int) -> dict[str, list[str]]:
    """A company with its archive; the addresses of each kind of page."""
    from benchmarks import company, seeding
    from spindle.members.models import Member

    membership = company.found(0)
    with membership.organisation.active():
        ids = company.add_relations(persons)
        account = company.add_account(
            Member.objects.get(), address="info@ours.example", password="none", port=1
        )
        seeding.fill(account, persons, size)
        return addresses(ids, different=max(1, min(_DIFFERENT, size // 20)))


def addresses(relation_ids: Sequence[int], *, different: int) -> dict[str, list[str]]:
    """The addresses of each kind of page, in the active company."""
    from django.urls import reverse

    from spindle.archive.models import Delivery
    from spindle.channels.contract import Place

    inbox, list_ = reverse("inbox:folder", args=[Place.INBOX]), reverse("relations:index")
    newest = (
        Delivery.objects.filter(place=Place.INBOX)
        .order_by("-entry_id")
        .values_list("conversation_id", flat=True)
    )
    step = max(1, len(relation_ids) // (2 * different))
    words = {
        "search, a frequent word": "levering",
        "search, two words": "levering offerte",
        "search, a beginning": "lev*",
        "search, a phrase": '"de van"',
        "search, a sender": "from:jansen",
        "search, nothing found": "qqqzzz",
    }
    return {
        "static file": [STATIC] * different,
        "inbox": [inbox] * different,
        "conversation": [reverse("inbox:conversation", args=[Place.INBOX, pk]) for pk in newest[:different]],
        "relation list": [list_] * different,
        "relation list, searched": [f"{list_}?q={_TYPED[step % len(_TYPED)]}" for step in range(different)],
        "relation card": [reverse("relations:card", args=[pk]) for pk in relation_ids[::step][:different]],
        **{name: [f"{inbox}?q={quote(text)}"] * different for name, text in words.items()},
    }
