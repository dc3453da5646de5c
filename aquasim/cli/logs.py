"""The log of a session: lines `Processed 420/1095 days ...`, `WARNING ...`, `ERROR ...`."""

import logging
from pathlib import Path
from types import TracebackType

from aquasim.cli.places import Records, writing
from aquasim.errors import AquaMindError

LOG = logging.getLogger("aquasim")


class _Line(logging.Formatter):
    """Plain text for what happens, the level in front of what should be looked at."""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        return line if record.levelno < logging.WARNING else f"{record.levelname} {line}"


class SessionLog:
    """Sends what `aquasim` logs to the file of a session, and how the session ended."""

    def __init__(self, path: Path) -> None:
        with writing(path, Records.REMEDY):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handler = logging.FileHandler(path, encoding="utf-8")
        self._handler.setFormatter(_Line())

    def __enter__(self) -> logging.Logger:
        LOG.addHandler(self._handler)
        LOG.setLevel(logging.INFO)
        return LOG

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, AquaMindError):
            LOG.error(error)
        elif isinstance(error, KeyboardInterrupt):
            LOG.warning("Interrupted. %s", error)
        elif error is not None:
            LOG.error("The program failed", exc_info=error)
        LOG.removeHandler(self._handler)
        self._handler.close()
