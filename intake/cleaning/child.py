"""The program that cleans one file: bytes on standard input, a finding and the copy on output.

It limits itself before it reads a byte: memory, time, open files, and no file of any size may be
written, so that nothing of what it opens can be left on a disk. It is given no settings and no
secrets. Whatever goes wrong in a decoder ends this process and no other.

    python -m intake.cleaning.child < photo > answer

The answer is one line of JSON, the finding, and after it the copy, if there is one.
"""

from __future__ import annotations

import resource
import sys

import msgspec

from intake.cleaning.findings import Finding, NotCleaned, Refusal
from intake.cleaning.kinds import HEAD, Kind, kind_of

MEMORY = 1536 * 1024 * 1024
"""Bytes: four times what the largest picture takes up, decoded."""
CPU_SECONDS = 40


def limit() -> None:
    """Bind this process to its limits; there is no way back."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


def clean(content: bytes) -> tuple[Finding, bytes]:
    """Return the finding and the copy of a file, empty where there is none."""
    kind = kind_of(content[:HEAD])
    try:
        return _cleaned(kind, content)
    except NotCleaned as refused:
        return Finding(refusal=refused.refusal), b""
    except (MemoryError, RecursionError):
        return Finding(refusal=Refusal.OUT_OF_BOUNDS), b""


def _cleaned(kind: Kind | None, content: bytes) -> tuple[Finding, bytes]:
    """Load the one library that this kind needs, and no other."""
    if kind is None:
        raise NotCleaned(Refusal.UNKNOWN_KIND)
    if kind is Kind.PDF:
        from intake.cleaning.pdf import clean_pdf  # noqa: PLC0415 - loaded where needed

        return clean_pdf(content)
    if kind is Kind.OFFICE:
        from intake.cleaning.office import clean_office  # noqa: PLC0415 - loaded where needed

        return clean_office(content)
    from intake.cleaning.pictures import clean_picture  # noqa: PLC0415 - loaded where needed

    return clean_picture(kind, content)


def main() -> None:
    """Clean standard input onto standard output."""
    limit()
    finding, copy = clean(sys.stdin.buffer.read())
    sys.stdout.buffer.write(msgspec.json.encode(finding) + b"\n")
    sys.stdout.buffer.write(copy)


if __name__ == "__main__":
    main()
