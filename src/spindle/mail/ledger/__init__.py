"""The ledger of each folder: what the server holds against what we hold (architecture.md, "Nothing is lost").

`when` says which folders are due; `comparing` compares one with its server and mends what differs; `lines` keeps the
result; `reading` is what the pages show. Comparing is the business of the thread that follows the account: nobody else
may write its cursor.
"""
