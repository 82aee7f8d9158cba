"""`bin/corpus FOLDER…`: every file through the real way in, and what became of each.

An .eml is handed to a real Dovecot and fetched by a real worker into a fresh company; then its page is opened. What a
second, plain client reads from the same server is the reference for what was stored.
"""
