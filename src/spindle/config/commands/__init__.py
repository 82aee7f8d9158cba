"""The commands of `spindle`, by what they are about. Each module has `add(commands)`, which adds its own."""
