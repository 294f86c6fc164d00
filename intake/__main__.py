"""`python -m intake` is `mingjian`."""

from intake.cli import main

main()
