"""What a check found, as codes and facts: it can be kept as JSON and be read in any language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from spindle.mail.connection import texts

Facts = Mapping[str, str | int]
Json = dict[str, object]


class Part(StrEnum):
    """The six steps of the design (design/wizard-failed.html), in their order."""

    SETTINGS = "settings"
    SERVER = "server"
    ENCRYPTION = "encryption"
    LOGIN = "login"
    FOLDERS = "folders"
    SENDING = "sending"

    @property
    def label(self) -> str:
        """The step's name on the screen."""
        return str(texts.LABELS[self.value])


class State(StrEnum):
    """How a step stands."""

    OK = "ok"
    FAILED = "failed"
    NOT_TRIED = "not_tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. `code` chooses the sentence and `facts` fill it; `server_text` are the server's own words."""

    part: Part
    state: State = State.NOT_TRIED
    code: str = ""
    facts: Facts = field(default_factory=dict)
    server_text: str = ""

    @property
    def fact(self) -> str:
        """The line below the step's name, in the active language; plain text, to be escaped like any other."""
        if self.state is State.FAILED:
            return texts.failure(self.part.value, self.code, self.facts).headline
        return texts.fact(self.part.value, self.state is State.OK, self.code, self.facts)

    def as_json(self) -> Json:
        """For a JSON field."""
        return {
            "part": self.part.value,
            "state": self.state.value,
            "code": self.code,
            "facts": dict(self.facts),
            "server_text": self.server_text,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> Self:
        """What `as_json` made."""
        facts = kept.get("facts")
        return cls(
            part=Part(str(kept["part"])),
            state=State(str(kept["state"])),
            code=str(kept.get("code", "")),
            facts=_facts(facts) if isinstance(facts, dict) else {},
            server_text=str(kept.get("server_text", "")),
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed step, seen as what to tell the person: a headline and what to do."""

    step: Step

    @property
    def part(self) -> Part:
        """The part that failed."""
        return self.step.part

    @property
    def code(self) -> str:
        """Which failure; see texts.FAILURES."""
        return self.step.code

    @property
    def server_text(self) -> str:
        """The server's own words, if it said any."""
        return self.step.server_text

    @property
    def headline(self) -> str:
        """What is wrong, in one sentence."""
        return texts.failure(self.part.value, self.code, self.step.facts).headline

    @property
    def advice(self) -> str:
        """What to do about it."""
        return texts.failure(self.part.value, self.code, self.step.facts).advice

    @property
    def fingerprint(self) -> str:
        """The certificate that can be accepted by hand, or an empty string."""
        return str(self.step.facts.get("fingerprint", "")) if self.code in texts.ACCEPTABLE else ""


@dataclass(frozen=True, slots=True)
class Report:
    """All six steps. `failure` is what stops the connection; `warning` is sending alone, which does not."""

    steps: tuple[Step, ...] = tuple(Step(part=part) for part in Part)

    @property
    def failure(self) -> Failure | None:
        """The step that stops the connection."""
        return self._first(part for part in Part if part is not Part.SENDING)

    @property
    def warning(self) -> Failure | None:
        """Sending does not work, though all else does."""
        return self._first((Part.SENDING,))

    @property
    def works(self) -> bool:
        """Signed in and the folders read: the account can be made."""
        return self.step(Part.FOLDERS).state is State.OK

    def step(self, part: Part) -> Step:
        """The step of this part."""
        return self.steps[list(Part).index(part)]

    def with_step(self, step: Step) -> Self:
        """The same report with this step instead of its part's former one."""
        return replace(self, steps=tuple(step if old.part is step.part else old for old in self.steps))

    def as_text(self) -> str:
        """For "Copy report": a line a step, with the server's words, in the active language. No password in it."""
        lines = (f"{step.part.label}: {step.fact} {step.server_text}".rstrip() for step in self.steps)
        return "\n".join(lines)

    def as_json(self) -> list[Json]:
        """The steps for a JSON field."""
        return [step.as_json() for step in self.steps]

    @classmethod
    def from_json(cls, kept: Sequence[Mapping[str, object]]) -> Self:
        """What `as_json` made; parts that are missing were not tried."""
        report = cls()
        for step in kept:
            report = report.with_step(Step.from_json(step))
        return report

    def _first(self, parts: Iterable[Part]) -> Failure | None:
        steps = (self.step(part) for part in parts)
        return next((Failure(step) for step in steps if step.state is State.FAILED), None)


def _facts(kept: Mapping[object, object]) -> Facts:
    return {str(name): value if isinstance(value, int) else str(value) for name, value in kept.items()}
