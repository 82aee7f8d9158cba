"""A back-up: one file of a company, taken while it is in use, that another installation reads with the recovery code alone.

It knows companies, their blobs and who may sign in, so it stands above them all; only the command line uses it.
`container` is the file's form, `taking` writes one, `unpacking` reads one, `restoring` makes a company of it, `verifying`
looks whether a company (or a back-up of it) is whole.
"""
