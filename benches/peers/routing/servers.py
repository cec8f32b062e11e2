"""PostgreSQL and Redis on loopback, each in a temporary directory and stopped at the end."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def postgres_programs() -> Path | None:
    """Where Debian puts them: the newest version's."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("pg_ctl")
    return versions[-1].parent if versions else Path(on_path).parent if on_path else None


@contextmanager
def postgres() -> Iterator[tuple[str, int]]:
    """The address and the process of a new server with the settings that PostgreSQL comes with."""
    programs = postgres_programs()
    assert programs, "PostgreSQL is not installed"
    # PostgreSQL refuses to run as root; the package's own user does it then.
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        if as_user:
            shutil.chown(place, "postgres")
        port, data = free_port(), f"{place}/data"
        run([*as_user, programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres"], place)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={place}"
        control = [*as_user, programs / "pg_ctl", "-D", data, "-w"]
        run([*control, "-l", f"{place}/log", "-o", options, "start"], place)
        try:
            process = int(Path(data, "postmaster.pid").read_text().split()[0])
            yield f"host=127.0.0.1 port={port} user=postgres dbname=postgres", process
        finally:
            run([*control, "-m", "immediate", "stop"], place)


@contextmanager
def redis(appendonly: str) -> Iterator[tuple[int, int]]:
    """The port and the process of a new server: its appendonly file is synced every second, or is none."""
    program = shutil.which("redis-server")
    assert program, "Redis is not installed"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        port = free_port()
        settings = {"port": port, "bind": "127.0.0.1", "dir": place, "save": "", "appendonly": appendonly}
        settings |= {"appendfsync": "everysec", "logfile": f"{place}/log"}
        server = subprocess.Popen(
            [program, *(part for key, value in settings.items() for part in (f"--{key}", str(value)))]
        )
        try:
            wait_for(port)
            yield port, server.pid
        finally:
            server.terminate()
            server.wait()


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def cpu_ns(process: int) -> int:
    """What a process and those it started have had of the processors so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if process in (int(stat.parent.name), int(fields[1])):
            ticks += int(fields[11]) + int(fields[12])
    return ticks * 1_000_000_000 // os.sysconf("SC_CLK_TCK")


def run(command: list[object], place: str) -> None:
    done = subprocess.run(
        [str(part) for part in command], cwd=place, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")
