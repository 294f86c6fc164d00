"""Exchange two folders in one step, so that a visitor sees the old site or the new one."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

from publisher.failures import BuildFailed

AT_FDCWD = -100
RENAME_EXCHANGE = 2
"""renameat2(2): both names exist before and after, each with the other's folder."""

NOT_SUPPORTED = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}
NOT_RENAMEABLE = {errno.EBUSY, errno.EXDEV}


def put_up(new: Path, live: Path, old: Path) -> None:
    """Make the folder `new` appear as `live`; what was up before is then at `new`.

    Where the system can't exchange two folders, `live` steps aside to `old` for the moment between
    two renames; `finish_interrupted` mends a death in that moment.

    Raises:
        BuildFailed: the folder is a mount point or on another disk and can't be renamed.

    """
    try:
        if not live.exists():
            new.rename(live)
        elif not _exchange(new, live):
            live.rename(old)
            new.rename(live)
            old.rename(new)
    except OSError as error:
        if error.errno not in NOT_RENAMEABLE:
            raise
        raise BuildFailed(
            f"{live}: 输出目录是挂载点或位于另一块磁盘，无法整体替换。请改用其下的一个子目录。"
        ) from error


def finish_interrupted(new: Path, live: Path, old: Path) -> None:
    """Put a site back up whose exchange died between two renames."""
    if not old.exists():
        return
    if not live.exists():
        old.rename(live)
    elif not new.exists():
        old.rename(new)


def _exchange(left: Path, right: Path) -> bool:
    """Exchange two folders atomically; False where kernel or file system can't."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    names = (os.fsencode(left), os.fsencode(right))
    if libc.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in NOT_SUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(right))
