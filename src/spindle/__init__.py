"""Spindle: a communications-first CRM that a company runs for itself."""

__version__ = "0.1.0"
