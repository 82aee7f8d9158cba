"""Ending a server that was started in a process group of its own."""

import os
import signal
import subprocess


def end(process: "subprocess.Popen[bytes]", *, patience: float) -> None:
    """Ask it to end, and after `patience` seconds kill it with all that it has started; 0 kills at once."""
    if process.poll() is not None:
        return
    if patience:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            pass
        else:
            return
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
