"""Spindle: a communications-first CRM that a company runs for itself."""
