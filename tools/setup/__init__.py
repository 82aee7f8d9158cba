"""The set-up behind `bin/serve`, `bin/test` and the others: standard library only, for nothing is installed yet."""
