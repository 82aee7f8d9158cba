"""Figures with their ranges, and how they stand to the baseline that was measured beside them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured several times. `of` are the baseline's values of the same rounds, if there is one."""

    name: str
    unit: str
    values: tuple[float, ...]
    of: tuple[float, ...] = ()
    goal: str = ""

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours by the baseline's, round by round."""
        return tuple(ours / theirs for ours, theirs in zip(self.values, self.of, strict=True) if theirs)

    def line(self) -> str:
        """The median, its range, and the ratio, on one line."""
        ratio = f"  = {_spread(self.ratios)} x the baseline" if self.of else ""
        goal = f"  (goal: {self.goal})" if self.goal else ""
        return f"  {self.name:<46} {_spread(self.values)} {self.unit}{ratio}{goal}"


@dataclass(slots=True)
class Report:
    """What one benchmark found."""

    title: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(
        self, name: str, unit: str, values: Sequence[float], *, of: Sequence[float] = (), goal: str = ""
    ) -> None:
        """Take in a figure."""
        self.figures.append(Figure(name, unit, tuple(values), tuple(of), goal))

    def text(self) -> str:
        """For a person."""
        return "\n".join(
            [self.title, *(figure.line() for figure in self.figures), *(f"  {note}" for note in self.notes)]
        )

    def data(self) -> dict[str, object]:
        """For a file."""
        figures = [
            {**asdict(figure), "ratios": figure.ratios, "median": median(figure.values)}
            for figure in self.figures
        ]
        return {"title": self.title, "figures": figures, "notes": self.notes}


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _spread(values: Sequence[float]) -> str:
    middle = _short(median(values))
    return f"{middle} ({_short(min(values))}–{_short(max(values))})" if len(values) > 1 else middle


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
