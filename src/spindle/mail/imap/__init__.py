"""IMAP as a protocol (RFC 3501, 9051 and extensions): sessions, folders, messages; no Django, no database.

`Session.connect(endpoint, credentials)` is the door; `state.UidRanges` and `state.FolderState` are what a caller keeps.
Everything that the server says is hostile: bounded, decoded with replacement, attributed by UID.
"""
