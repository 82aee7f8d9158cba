"""The checks of `bin/check`: tools of others, called as they are, and our own rules that no tool of others knows."""
