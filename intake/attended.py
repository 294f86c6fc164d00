"""Run a module for as long as whoever started it lives: `python -m intake.attended MODULE …`.

The starter keeps the other end of standard input. However it ends, `kill -9` included, the system
closes that end, and the module is asked to stop as by Ctrl-C's gentler sister, SIGTERM.
"""

import os
import runpy
import signal
import sys
from threading import Thread


def _end_with_the_starter() -> None:
    # Not through sys.stdin: its lock would be held in the servers' forked workers.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    Thread(target=_end_with_the_starter, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
