"""Blobs in pack objects, in a folder or an S3-compatible store: for PostgreSQL and for SPINDLE_BLOBS.

Any number of processes and machines may put at once: each writes objects of its own, whole and once, and then its rows
in the company's database. What a crash leaves between the two is an object that no row names: harmless, and swept.
Small packs are merged later, and packs with many dead blobs written anew (docs/adr/0007-packs.md).
"""
