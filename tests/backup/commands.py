"""`spindle …` as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def environment(data: Path, **more: str) -> dict[str, str]:
    """This process' environment with another data folder."""
    return {**os.environ, "SPINDLE_DATA": str(data), **more}


def spindle(data: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in an installation; `typed` is what stands on its input."""
    command = [sys.executable, "-m", "spindle.config.cli", *words, "--data", str(data)]
    return subprocess.run(
        command, input=typed, capture_output=True, text=True, check=False, env=environment(data), timeout=300
    )
