"""The reads that pages need; access is the query: what a member may not read is not in it."""

from spindle.archive.queries.readable import account_ids, accounts_of, deliveries_for, entries_for

__all__ = ["account_ids", "accounts_of", "deliveries_for", "entries_for"]
