"""A PostgreSQL server with TimescaleDB for one test run: found, or made.

In this order: the one TEST_DATABASE_URL names; the programs installed here; docker; a Debian 13 root, made once by
debootstrap (as root) in the cache folder and used by every later run. All but the first are started for the test run
on a free port of this machine, with a cluster of their own, and stopped at its end.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from filelock import FileLock
from psycopg.conninfo import conninfo_to_dict

USER = "postgres"
START_S = 30
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_preload_libraries": "timescaledb",
    "timescaledb.telemetry_level": "off",
    "timescaledb.max_background_workers": "0",
    "dynamic_shared_memory_type": "mmap",  # a root made by debootstrap has no shared memory mounted
    "fsync": "off",  # the server may die in a test, the machine does not
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}
DOCKER_IMAGE = "timescale/timescaledb:latest-pg17-oss"


class NoServerError(Exception):
    """Why there is none, in words."""


@dataclass
class Server:
    """One that runs already; it cannot be stopped."""

    url: str
    can_stop = False

    def start(self) -> None: ...

    def stop(self, *, at_once: bool = False) -> None: ...

    def remove(self) -> None: ...

    def url_of(self, database: str, user: str | None = None, password: str | None = None) -> str:
        parts = conninfo_to_dict(self.url)
        name, word = user or parts["user"], password or parts.get("password", "")
        return f"postgresql://{name}:{word}@{parts['host']}:{parts.get('port', 5432)}/{database}"

    def execute(self, sql: str, database: str = USER) -> list[tuple]:
        with psycopg.connect(self.url_of(database), autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_S
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return


@dataclass(frozen=True)
class Programs:
    """PostgreSQL's programs: of this system, or inside a root of another."""

    folder: str
    root: Path | None = None

    def command(self, program: str, *arguments: str) -> list[str]:
        """Never as root, whom the server refuses."""
        if self.root is not None:
            enter = ["chroot", f"--userspec={USER}:{USER}", str(self.root)]
        else:
            enter = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups"] if os.geteuid() == 0 else []
        return [*enter, f"{self.folder}/{program}", *arguments]

    def inside(self, path: Path) -> str:
        """The path as the programs see it."""
        return str(path) if self.root is None else f"/{path.relative_to(self.root)}"


@dataclass
class OwnServer(Server):
    """A cluster made for this test run."""

    programs: Programs
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None
    can_stop = True

    @classmethod
    def make(cls, programs: Programs, folder: Path, **settings: str) -> "OwnServer":
        password = secrets.token_hex(8)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        folder.mkdir(parents=True)
        password_file = folder / "password"
        password_file.write_text(password)
        give_to_server(folder, programs)
        run(
            *programs.command("initdb", "--pgdata", programs.inside(folder / "data"), "--auth=scram-sha-256"),
            *("--username", USER, "--pwfile", programs.inside(password_file), "--no-sync"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        )
        url = f"postgresql://{USER}:{password}@127.0.0.1:{port}/{USER}"
        return cls(url, programs, folder, SETTINGS | {"port": str(port)} | settings)

    def start(self) -> None:
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        command = self.programs.command("postgres", "-D", self.programs.inside(self.folder / "data"), *options)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.wait_until_it_answers()

    def stop(self, *, at_once: bool = False) -> None:
        """`at_once` ends it as a power cut would: it recovers from its log when it starts again."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
            self.process.wait(START_S)
            self.process = None

    def remove(self) -> None:
        self.stop(at_once=True)
        shutil.rmtree(self.folder)


@dataclass
class DockerServer(Server):
    """A container made for this test run."""

    name: str
    can_stop = True

    @classmethod
    def make(cls) -> "DockerServer":
        name, password = f"aquamind-test-{secrets.token_hex(4)}", secrets.token_hex(8)
        options = ["--publish", "127.0.0.1::5432", "--env", f"POSTGRES_PASSWORD={password}"]
        run("docker", "create", "--name", name, *options, DOCKER_IMAGE)
        return cls(f"postgresql://{USER}:{password}@127.0.0.1:0/{USER}", name)

    def start(self) -> None:
        run("docker", "start", self.name)
        address = run("docker", "port", self.name, "5432/tcp").split()[0]
        credentials = self.url.partition("@")[0]
        self.url = f"{credentials}@{address}/{USER}"
        self.wait_until_it_answers()

    def stop(self, *, at_once: bool = False) -> None:
        run("docker", "kill" if at_once else "stop", self.name)

    def remove(self) -> None:
        run("docker", "rm", "--force", "--volumes", self.name)


def find_server(folder: Path, **settings: str) -> Server:
    """A server that is not yet started; clusters of our own lie in `folder`.

    Raises
    ------
    NoServerError
        With what each way lacks.
    """
    if url := os.environ.get("TEST_DATABASE_URL"):
        return Server(url)
    if programs := installed_programs():
        return OwnServer.make(programs, folder, **settings)
    if shutil.which("docker") and subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0:
        return DockerServer.make()
    programs = debian_programs()
    return OwnServer.make(programs, programs.root / "srv" / folder.name, **settings)


def installed_programs() -> Programs | None:
    """The newest PostgreSQL on this machine that has TimescaleDB."""
    folders = [path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)]
    if found := shutil.which("postgres"):
        folders.insert(0, Path(found).resolve().parent)
    for folder in folders:
        config = folder / "pg_config"
        if config.exists() and Path(run(str(config), "--sharedir").strip(), "extension/timescaledb.control").exists():
            return Programs(str(folder))
    return None


def cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aquamind-test"


def debian_programs() -> Programs:
    """The programs of a Debian 13 root, which is made where it is not there yet."""
    root = cache_folder() / "debian-13"
    root.parent.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        raise NoServerError(
            "no PostgreSQL with TimescaleDB: TEST_DATABASE_URL is not set, none is installed, docker does not answer, "
            "and only root can make one with debootstrap"
        )
    with FileLock(f"{root}.lock"):
        if not root.exists():
            make_debian_root(root)
    return Programs("/usr/lib/postgresql/17/bin", root)


def make_debian_root(root: Path) -> None:
    """Debian 13 with PostgreSQL and TimescaleDB, from the archive that this machine's own packages come from."""
    if not shutil.which("apt-get"):
        raise NoServerError("no PostgreSQL with TimescaleDB: none is installed, and this is no Debian to make one")
    if not shutil.which("debootstrap"):
        run("apt-get", "install", "--yes", "debootstrap")
    archives = run("apt-get", "indextargets", "--format", "$(REPO_URI)", "Identifier: Packages").split()
    archive = next((uri for uri in archives if uri.rstrip("/").endswith("/debian")), None)
    if archive is None:
        raise NoServerError("no PostgreSQL with TimescaleDB: the package sources of this machine name no Debian")
    unfinished = root.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    packages = "--include=postgresql-17,postgresql-17-timescaledb"
    run("debootstrap", "--variant=minbase", packages, "trixie", str(unfinished), archive)
    unfinished.rename(root)


def without_timescale(programs: Programs) -> Programs:
    """The same root by hard links, with the extension not installed."""
    plain = programs.root.with_name(f"{programs.root.name}-plain")
    with FileLock(f"{plain}.lock"):
        if not plain.exists():
            unfinished = plain.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            system = [str(path) for path in programs.root.iterdir() if path.name not in ("proc", "srv", "sys")]
            run("cp", "--archive", "--link", *system, str(unfinished))
            for file in unfinished.glob("usr/share/postgresql/*/extension/timescaledb*"):
                file.unlink()
            unfinished.rename(plain)
    return Programs(programs.folder, plain)


def give_to_server(folder: Path, programs: Programs) -> None:
    """Let the server's user own its folder."""
    if os.geteuid() == 0:
        owner = f"{USER}:{USER}"
        inside = ["chroot", str(programs.root)] if programs.root else []
        run(*inside, "chown", "--recursive", owner, programs.inside(folder))


def run(*command: str) -> str:
    """Output of a command; what it said becomes the reason where it fails."""
    done = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise NoServerError(f"{' '.join(command[:3])}: {(done.stderr or done.stdout).strip()[-400:]}")
    return done.stdout


@contextmanager
def running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.remove()
