"""What a new company starts with. Folders above put their steps here in `AppConfig.ready` (relation types, …)."""

from __future__ import annotations

from collections.abc import Callable

Step = Callable[[], None]

_steps: list[Step] = []


def at_founding(step: Step) -> None:
    """Run this in each new company, once: the company is active, and its language too."""
    _steps.append(step)


def furnish() -> None:
    """Run all steps, in the order in which the folders came, in the company that is active."""
    for step in _steps:
        step()
