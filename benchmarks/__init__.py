"""How fast and how large Spindle is, as ratios against a baseline measured in the same run: `bin/bench --help`."""
