"""`mingjian serve`: site and report form, desk and API on three ports, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import click

from intake.commands import options
from intake.commands.demonstration import set_up
from intake.serve import SITE_FOLDER
from intake.services.system import NotInstalled, open_system
from intake.settings import BadSetting, Settings, load_settings
from publisher.build import build
from publisher.failures import BuildFailed
from register.wording import gettext

HOST = "127.0.0.1"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10


@dataclass(frozen=True)
class Face:
    """One of the three servers."""

    title: str
    application: str
    port: int
    workers: int

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}/"


def faces(port: int) -> tuple[Face, Face, Face]:
    """Return the three servers, on `port` and the two after it."""
    return (
        Face(gettext("公示网站和举报"), "intake.serve:citizens()", port, 2),
        Face(gettext("部门工作台"), "intake.serve:staff()", port + 1, 1),
        Face(gettext("12345 和 Open311 接口"), "intake.serve:platforms()", port + 2, 1),
    )


@click.command()
@options.place
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65533))
@click.option("--demo", is_flag=True, help="Set up demo data and logins first, if not there yet.")
def command(place_id: str, port: int, *, demo: bool) -> None:
    """Run the site and report form on PORT, the desk on PORT+1, the API on PORT+2.

    The worker, which takes results to the platforms, runs beside them.
    """
    # A script that starts us with `&` has Ctrl-C ignored; we stop for it all the same.
    # Output may be a pipe; progress must show while it happens.
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # TextIO by then
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _leave)
    servers = faces(port)
    _refuse_taken_ports(servers)
    environment = _environment(place_id, port, demo=demo)
    settings = _settings(environment)
    logins = set_up(settings) if demo else ()
    _build_site(settings)
    with _running(servers, environment) as processes:
        _announce(servers)
        for line in logins:
            click.echo(f"  {line}")
        click.echo("\n" + gettext("按 Ctrl-C 停止。"))
        _wait_until_one_ends(processes)


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Treat an end of the session like Ctrl-C, so that no server is left behind."""
    raise KeyboardInterrupt


def _refuse_taken_ports(servers: tuple[Face, ...]) -> None:
    for face in servers:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, face.port))
            except OSError as taken:
                raise click.ClickException(
                    gettext(
                        "端口 %(port)s（%(title)s）已被占用。请停止占用它的程序，"
                        "或换用其他端口：make run PORT=9000",
                        port=face.port,
                        title=face.title,
                    )
                ) from taken


def _environment(place_id: str, port: int, *, demo: bool) -> dict[str, str]:
    """Return the environment of the servers: the caller's, with what a trial needs filled in."""
    environment = {**os.environ, "MINGJIAN_PLACE": place_id}
    if demo:
        environment.setdefault("MINGJIAN_INSTANCE", str(Path("instance", place_id).absolute()))
        for name, offset in (("PUBLIC", 0), ("DESK", 1), ("API", 2)):
            environment.setdefault(f"MINGJIAN_{name}_URL", f"http://{HOST}:{port + offset}")
        environment["MINGJIAN_DEMO"] = "1"
    return environment


def _settings(environment: dict[str, str]) -> Settings:
    try:
        return load_settings(environment)
    except BadSetting as fault:
        raise click.ClickException(str(fault)) from fault


def _build_site(settings: Settings) -> None:
    click.echo(gettext("正在生成公示网站……"))
    try:
        open_system(settings).engine.dispose()
        build(settings.content, settings.place, settings.instance / SITE_FOLDER, options.today())
    except (BuildFailed, NotInstalled, BadSetting) as failure:
        raise click.ClickException(str(failure)) from failure


@contextmanager
def _running(
    servers: tuple[Face, ...], environment: dict[str, str]
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start every server and the worker, wait until each answers, stop them all in the end."""
    click.echo(gettext("正在启动服务……"))
    processes: list[subprocess.Popen[bytes]] = []
    try:
        processes.extend(start(face, environment) for face in servers)
        for face, process in zip(servers, processes, strict=True):
            _wait_until_it_answers(face, process)
        # What it says at its start would stand between the addresses and the logins.
        processes.append(_attended("intake", ("worker",), environment, said=subprocess.DEVNULL))
        yield processes
    finally:
        _stop(processes)


def start(face: Face, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start one server in a group of its own, so that Ctrl-C reaches it through us, once."""
    arguments = (
        f"--bind={HOST}:{face.port}",
        f"--workers={face.workers}",
        # Browsers open idle connections; a worker without threads would wait on them.
        "--worker-class=gthread",
        "--threads=4",
        # As long as it allows: the API names the fault of a long address itself.
        "--limit-request-line=8190",
        # At warning, gunicorn writes the address of whoever sends a malformed request.
        "--log-level=error",
        # No access log: it would say who reported when.
        "--no-control-socket",
        face.application,
    )
    return _attended("gunicorn", arguments, environment)


def _attended(
    module: str,
    arguments: tuple[str, ...],
    environment: dict[str, str],
    *,
    said: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program that ends when we do, even by `kill -9`: it holds our pipe's other end."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own arguments
        [sys.executable, "-m", "intake.attended", module, *arguments],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=said,
        start_new_session=True,
    )


def _wait_until_it_answers(face: Face, process: subprocess.Popen[bytes]) -> None:
    # Never through a proxy that the environment names.
    opener = build_opener(ProxyHandler({}))
    give_up = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up and process.poll() is None:
        try:
            opener.open(face.url, timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise click.ClickException(
        gettext("%(title)s没有启动成功，原因见上面的输出。请改正后再运行一次。", title=face.title)
    )


def _announce(servers: tuple[Face, ...]) -> None:
    click.echo("")
    for face in servers:
        click.echo(f"  {face.url:<24} {face.title}")
    click.echo("")


def _wait_until_one_ends(processes: list[subprocess.Popen[bytes]]) -> None:
    """Sleep until Ctrl-C; a server that ends by itself is a fault."""
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
    except KeyboardInterrupt:
        click.echo("\n" + gettext("正在停止……"))
        return
    raise click.ClickException(
        gettext("有一个服务意外停止，其余服务已一并停止，原因见上面的输出。")
    )


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Stop every server, whatever an impatient second Ctrl-C says meanwhile."""
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
