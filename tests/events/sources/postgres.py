"""A PostgreSQL server of the test's own, from the programs that Debian's package installs."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "reader"
PASSWORD = "a secret/with:signs@and%more"


def programs() -> Path | None:
    """Where `initdb` and `pg_ctl` are; None if they are not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def stranger() -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as somebody who may do nothing."""
    if os.getuid() != 0:
        return []
    names = {each.pw_name for each in pwd.getpwall()}
    return ["setpriv", f"--reuid={'postgres' if 'postgres' in names else 'nobody'}", "--clear-groups", "--"]


@contextmanager
def server() -> Iterator[Path]:
    """Run a server; gives the folder of its socket.

    Raises
    ------
    OSError, subprocess.SubprocessError
        It cannot be started here.
    """
    bin_folder = programs()
    if bin_folder is None:
        raise FileNotFoundError("initdb is not installed")
    before = stranger()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/var/tmp"))
    try:
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        if before:
            user = before[1].removeprefix("--reuid=")
            for each in (folder, folder / "password"):
                shutil.chown(each, user)
        data = folder / "data"

        def call(program: str, *arguments: str | Path) -> None:
            command = [*before, str(bin_folder / program), *map(str, arguments)]
            environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
            subprocess.run(command, check=True, capture_output=True, timeout=60, cwd=folder, env=environment)

        call("initdb", "-D", data, "-U", USER, "--auth=scram-sha-256", f"--pwfile={folder / 'password'}", "-E", "UTF8")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c timezone=Asia/Tokyo"
        call("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield folder
        finally:
            call("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
