"""A play becomes a conversation: letters to and fro between a person and Van Dijk Interieur, each answering the last."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random

import phonenumbers

from tools.demo import files
from tools.demo.attaching import OUR_ADDRESS, Occasion, attach, price_table
from tools.demo.cast import Person
from tools.demo.letters import Copy, Letter, Party
from tools.demo.scripts import Turn
from tools.demo.wording import Topic, fill, topic

OUR_DOMAIN = "vandijkinterieur.example"
BOXES = {box: f"{box}@{OUR_DOMAIN}" for box in ("verkoop", "eline")}
ELINE, JORIS = ("Eline", "Visser"), ("Joris", "Bakker")
# Of what comes to verkoop@, this much goes to Eline's own mailbox too.
SHARED = 0.04
_GREEN = (47, 84, 66)
_HUES = ((122, 62, 38), (38, 70, 120), (96, 42, 92), (150, 104, 20), (30, 96, 104), (60, 60, 66))


@dataclass(frozen=True, slots=True)
class Plan:
    """A conversation before it is played: each turn with its moment."""

    thread: int
    person: Person
    subject: str
    turns: Sequence[tuple[Turn, datetime]]
    box: str
    formal: bool = False
    # Who of ours writes; drawn when empty.
    us: tuple[str, str] | None = None
    # Whether the person knows us; a stranger greets nobody by name.
    known: bool = True


def play(plan: Plan, random: Random) -> Iterator[Letter]:
    """The letters of a conversation, in order; where their copies lie is settled later."""
    us = plan.us or (ELINE if plan.box == "eline" or random.random() < 0.55 else JORIS)
    about = topic(plan.person, plan.turns[0][1], random, us=us[0])
    subject = fill(plan.subject, about, random)
    before: Letter | None = None
    greeted: set[bool] = set()
    for number, (turn, at) in enumerate(plan.turns):
        first = turn.ours not in greeted
        greeted.add(turn.ours)
        text = _written(turn, plan, about, us, random, first=first)
        before = _letter(
            plan, number, at, _subject(subject, before, plan.person), text, before, about, us, random
        )
        yield before


def _subject(subject: str, before: Letter | None, person: Person) -> str:
    if before is None:
        return subject
    return f"{'RE' if person.client == 'outlook' else 'Re'}: {subject}"


def _letter(
    plan: Plan, number: int, at: datetime, subject: str, text: str, before: Letter | None, about: Topic,
    us: tuple[str, str], random: Random,
) -> Letter:  # fmt: skip
    turn, person = plan.turns[number][0], plan.person
    shared = not turn.ours and plan.box == "verkoop" and random.random() < SHARED
    ours = Party(" ".join(us), BOXES[plan.box])
    theirs = Party(person.name, person.address)
    logo = _our_logo() if turn.ours else _their_logo(person)
    message_id = _message_id(plan, number, OUR_DOMAIN if turn.ours else person.address.partition("@")[2])
    occasion = Occasion(
        sender="Van Dijk Interieur" if turn.ours else person.name,
        organiser=ours.address,
        guest=person.address,
        guest_name=about.words["company"],
        place=f"{person.place.street}, {person.place.city}",
        topic=about,
        turn=number,
        ours=turn.ours,
        uid=message_id,
    )
    return Letter(
        thread=plan.thread,
        copies=_copies(plan.box, turn, shared=shared),
        at=at,
        sender=ours if turn.ours else theirs,
        to=(theirs,) if turn.ours else (ours if before else Party("Van Dijk Interieur", ours.address),),
        cc=_also_to(turn, shared=shared),
        subject=subject,
        message_id=message_id,
        references=(*before.references, before.message_id) if before else (),
        text=text,
        language=person.language,
        ours=turn.ours,
        client="gmail" if turn.ours else person.client,
        charset="utf-8" if turn.ours else person.charset,
        signature=_our_signature(us) if turn.ours else _signature(person),
        logo=logo,
        remote_logo=_remote_logo(person) if not turn.ours and not logo else "",
        files=tuple(attach(kind, occasion, random) for kind in turn.files),
        previous=before,
    )


def _copies(box: str, turn: Turn, *, shared: bool) -> tuple[Copy, ...]:
    boxes = (box, "eline") if shared else (box,)
    return tuple(Copy(one, "sent" if turn.ours else "archive") for one in boxes)


def _also_to(turn: Turn, *, shared: bool) -> tuple[Party, ...]:
    joris = (Party("Joris Bakker", f"joris@{OUR_DOMAIN}"),) if turn.copied else ()
    return joris + ((Party("Eline Visser", BOXES["eline"]),) if shared else ())


def _message_id(plan: Plan, number: int, domain: str) -> str:
    digest = hashlib.sha256(f"{plan.thread} {number} {plan.person.address}".encode()).hexdigest()
    return f"{digest[:24]}@{domain}"


# --- the words around a text ---------------------------------------------------------------------------------------


def _written(
    turn: Turn, plan: Plan, about: Topic, us: tuple[str, str], random: Random, *, first: bool
) -> str:
    text = fill(turn.text, about, random)
    text = text.replace("{table}", price_table(about))
    parts = [text]
    if first or random.random() < 0.8:
        parts.insert(
            0,
            _greeting(turn, plan, us, random, opening=first and not turn.ours and not plan.turns[0][0].ours),
        )
    if first or random.random() < 0.85:
        parts.append(_closing(turn, plan, us, random))
    return "\n\n".join(parts)


def _greeting(turn: Turn, plan: Plan, us: tuple[str, str], random: Random, *, opening: bool) -> str:
    person = plan.person
    if person.language == "en":
        name = person.first if turn.ours else us[0]
        if not plan.known:
            return "Dear Sir or Madam,"
        return (
            f"Dear {name}," if opening else random.choice((f"Hi {name},", f"Dear {name},", f"Hello {name},"))
        )
    if plan.formal:
        return _formal_greeting(turn, person, us, random, opening=opening)
    if opening and plan.box == "verkoop" and (not plan.known or random.random() < 0.4):
        return random.choice(("Goedemorgen,", "Goedemiddag,", "Beste mensen van Van Dijk,"))
    name = person.first if turn.ours else us[0]
    return random.choice((f"Dag {name},", f"Dag {name},", f"Hoi {name},", f"Beste {name},", f"Hallo {name},"))


def _formal_greeting(
    turn: Turn, person: Person, us: tuple[str, str], random: Random, *, opening: bool
) -> str:
    if opening:
        return random.choice(("Geachte heer, mevrouw,", "Beste heer of mevrouw,"))
    woman, last = (person.woman, person.last) if turn.ours else (us == ELINE, us[1])
    return f"{random.choice(('Beste', 'Geachte'))} {'mevrouw' if woman else 'heer'} {last[:1].upper()}{last[1:]},"


def _closing(turn: Turn, plan: Plan, us: tuple[str, str], random: Random) -> str:
    person = plan.person
    name = us[0] if turn.ours else person.first
    if person.language == "en":
        words = random.choice(("Best regards,", "Kind regards,", "Best,", "Many thanks,"))
    elif plan.formal:
        words, name = "Met vriendelijke groet,", " ".join(us) if turn.ours else person.name
    else:
        words = random.choice(("Groet,", "Groeten,", "Met vriendelijke groet,", "Hartelijke groet,"))
    return f"{words}\n{name}"


# --- signatures and marks ------------------------------------------------------------------------------------------


def _our_signature(us: tuple[str, str]) -> tuple[str, ...]:
    return (" ".join(us), "Van Dijk Interieur", OUR_ADDRESS, f"www.{OUR_DOMAIN}")


def _signature(person: Person) -> tuple[str, ...]:
    if person.business is None:
        return ()
    where = f"{person.place.street}, {person.place.city}"
    return (person.name, person.job, person.business.name, where, shown(person.mobile))


def shown(number: str) -> str:
    """A number in E.164 as people write it."""
    return phonenumbers.format_number(
        phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )


@cache
def _our_logo() -> bytes:
    return files.logo(_GREEN, 0b01010100)


def _their_logo(person: Person) -> bytes:
    if person.business is None or person.client == "plain" or len(person.business.name) % 3:
        return b""
    return _logo_of(person.business.name)


@cache
def _logo_of(name: str) -> bytes:
    mark = hashlib.sha256(name.encode()).digest()
    return files.logo(_HUES[mark[0] % len(_HUES)], mark[1])


def _remote_logo(person: Person) -> str:
    if person.business is None or len(person.business.name) % 3 != 1:
        return ""
    return f"https://www.{person.business.domain}/logo.png"


# --- when ----------------------------------------------------------------------------------------------------------


def forwards(
    turns: Sequence[Turn], begins: datetime, random: Random, *, private: bool
) -> list[tuple[Turn, datetime]]:
    """The turns that are played, each with its moment; a conversation may end early."""
    played: list[tuple[Turn, datetime]] = []
    at = awake(begins, random, private=private and not turns[0].ours)
    for turn in turns:
        if turn.stop and random.randrange(100) < turn.stop:
            break
        if played:
            later = at + turn.wait * random.uniform(0.6, 1.5)
            at = max(awake(later, random, private=private and not turn.ours), at + timedelta(minutes=4))
        played.append((turn, at))
    return played


def backwards(turns: Sequence[Turn], ends: datetime, now: datetime) -> list[tuple[Turn, datetime]]:
    """The turns, so that the last arrives at `ends`."""
    played, at = [], ends
    if now - ends > timedelta(hours=12):
        at = at_work_before(ends)
    for turn in reversed(turns):
        played.append((turn, at))
        at = at_work_before(at - turn.wait - timedelta(minutes=17))
    return played[::-1]


def at_work_before(moment: datetime) -> datetime:
    """This moment, or the last working hour before it."""
    if moment.hour < 8:
        moment = (moment - timedelta(days=1)).replace(hour=16)
    moment -= timedelta(days=max(0, moment.weekday() - 4))
    return moment.replace(hour=min(moment.hour, 17))


def awake(moment: datetime, random: Random, *, private: bool) -> datetime:
    """This moment, or the next at which people write: companies in working hours, others also in the evening."""
    early, late = (8, 22) if private else (8, 18)
    if not private and moment.weekday() > 4:
        moment = (moment + timedelta(days=7 - moment.weekday())).replace(hour=0)
    if moment.hour >= late:
        moment = awake((moment + timedelta(days=1)).replace(hour=0), random, private=private)
    if moment.hour < early:
        moment = moment.replace(hour=early + random.choice((0, 0, 1, 1, 2, 3, 5, 6)))
    return moment.replace(minute=random.randrange(60), second=random.randrange(60), microsecond=0)
