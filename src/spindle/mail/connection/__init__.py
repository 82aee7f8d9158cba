"""Trying a mailbox's settings, step by step, so that a failure says which part failed and what to do (EM-9, EM-10)."""

from spindle.mail.connection.check import Accepted, check
from spindle.mail.connection.guidance import Guidance, guidance
from spindle.mail.connection.report import Failure, Part, Report, State, Step
from spindle.mail.connection.way_out import WayOut

__all__ = [
    "Accepted",
    "Failure",
    "Guidance",
    "Part",
    "Report",
    "State",
    "Step",
    "WayOut",
    "check",
    "guidance",
]
