"""Where a run reads and writes: the database, the records of a run, the report, the documentation."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aquasim
from aquasim.errors import SinkError


def home() -> Path:
    """The repository this package was installed from, or the current folder."""
    checkout = Path(aquasim.__file__).resolve().parents[1]
    return checkout if (checkout / "manage.py").exists() else Path.cwd()


def database_url(given: str | None) -> str:
    """Address of the database; the embedded one unless another is given."""
    return given or f"sqlite:///{(home() / 'var' / 'aquamind.sqlite3').as_posix()}"


def sqlite_path(url: str) -> Path | None:
    """The file behind an embedded database, None behind a server."""
    scheme, _, path = url.partition(":///")
    return Path(path) if scheme == "sqlite" else None


def default_report(url: str) -> Path:
    """The report lies beside an embedded database, and in `var` for a server."""
    return (sqlite_path(url) or home() / "var" / "aquamind").with_name("report.html")


def near(path: Path) -> str:
    """The path as one would type it in the current folder."""
    resolved = path.resolve()
    return resolved.relative_to(Path.cwd()).as_posix() if resolved.is_relative_to(Path.cwd()) else str(path)


@contextmanager
def writing(path: Path, remedy: str) -> Iterator[None]:
    """Turn a failed write into an error that names the file and the remedy."""
    try:
        yield
    except OSError as error:
        raise SinkError(f"Cannot write {near(path)}: {error.strerror}. {remedy}") from error


@dataclass(frozen=True)
class Records:
    """The folder with logs, checkpoints and the list of sessions, for people to read."""

    folder: Path

    REMEDY = "Make room or make the folder writable, or name another with --records or AQUAMIND_RECORDS."

    @classmethod
    def at(cls, given: Path | None) -> "Records":
        return cls(given or home() / "scripts" / "data_generation")

    def log(self, session: int) -> Path:
        return self.folder / "logs" / f"session_{session}.log"

    def checkpoint(self, session: int) -> Path:
        return self.folder / "checkpoints" / f"session_{session}_checkpoint.json"

    @property
    def implementation_plan(self) -> Path:
        return self.folder / "IMPLEMENTATION_PLAN.md"

    def write(self, path: Path, text: str) -> None:
        """Replace a file as a whole: a reader sees the old text or the new, never half of it."""
        with writing(path, self.REMEDY):
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_name(f"{path.name}.tmp")
            unfinished.write_text(text, encoding="utf-8")
            os.replace(unfinished, path)

    def forget(self, sessions: Iterable[int]) -> None:
        """Remove what describes rows that are no longer there."""
        with writing(self.folder, self.REMEDY):
            for path in (self.implementation_plan, *(self.checkpoint(session) for session in sessions)):
                path.unlink(missing_ok=True)
