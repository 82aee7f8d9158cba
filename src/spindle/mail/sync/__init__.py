"""Keeps an account in step with its IMAP server (mail.md, "Sync, per account and folder").

`account_sync` runs one account; `folders` finds its folders; `folder_pass` brings one folder up to
date; `batches` decides what is fetched next; `store` hands it to `ingest` together with the cursor;
`changes` follows flags and deletions; `worker` looks after all accounts of the installation.
"""
