"""The folder of a data set: whole or absent. A local one is built beside its place and renamed at the end.

Other file systems cannot rename a folder, so a data set there is written in place, its manifest last.
"""

import contextlib
import glob
import json
import os
import platform
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import url2pathname

import psutil
import pyarrow.fs as pafs

from aquasim.errors import SinkError

MANIFEST = "manifest.json"
UNFINISHED = ".unfinished"


def filesystem_of(place: str) -> tuple[pafs.FileSystem, str]:
    """The file system and the path behind a folder or a URL that fsspec knows.

    Raises
    ------
    SinkError
        Where the URL needs a library that is not installed.
    """
    if (local := local_path(place)) is not None:
        return pafs.LocalFileSystem(), str(local)
    try:
        import fsspec
    except ImportError:
        raise SinkError(f"{place} needs fsspec; install it with: pip install -e '.[export]'") from None
    try:
        filesystem, path = fsspec.core.url_to_fs(place)
    except (ImportError, ValueError) as error:
        raise SinkError(f"{place} cannot be reached: {error}") from error
    return pafs.PyFileSystem(pafs.FSSpecHandler(filesystem)), path.rstrip("/")


def local_path(place: str) -> Path | None:
    """The local path of a folder, None behind another file system."""
    if "://" not in place:
        return Path(place).expanduser().absolute()
    parts = urlsplit(place)
    return Path(url2pathname(parts.path)) if parts.scheme == "file" else None


def read_text(place: str, name: str) -> str | None:
    """A text file of a data set, None where it is missing."""
    filesystem, path = filesystem_of(place)
    try:
        with filesystem.open_input_stream(f"{path}/{name}") as stream:
            return bytes(stream.read()).decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None


@contextlib.contextmanager
def told(place: str) -> Iterator[None]:
    """Failed writes in the user's words."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise SinkError(
            f"Cannot write {place}: {reason}. Make room or make it writable, or name another folder; "
            "nothing of this data set was left there"
        ) from error


def write_file(place: str, path: str, content: bytes) -> None:
    """Write a file of a data set from any process: whole or not at all, and twice like once."""
    with told(place):
        filesystem, _ = filesystem_of(place)
        filesystem.create_dir(path.rpartition("/")[0], recursive=True)
        local = local_path(place) is not None
        unfinished = f"{path}.{uuid.uuid4().hex}" if local else path
        with filesystem.open_output_stream(unfinished, compression=None) as stream:
            stream.write(content)
        if local:
            filesystem.move(unfinished, path)


class Folder:
    """Where the files of a data set go; on an error nothing of them stays.

    What was there before stays as well where the folder is local; elsewhere `force` removes it before the first file.
    """

    def __init__(self, place: str, *, force: bool = False) -> None:
        self.place, self._force = place, force
        self.filesystem, self._target = filesystem_of(place)
        self._local = local_path(place)
        self.path = str(_unfinished(self._local, os.getpid())) if self._local else self._target

    def __enter__(self) -> Self:
        with self.errors():
            self._refuse_foreign_files()
            if self._local:
                _remove_abandoned(self._local)
            self.filesystem.create_dir(self.path, recursive=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            with contextlib.suppress(OSError):  # the first error is the one to tell
                self.filesystem.delete_dir(self.path)
        elif self._local:
            with self.errors():
                self._move_into_place(Path(self.path), self._local)

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[Any]:
        """A stream into a new file of the data set."""
        path = f"{self.path}/{name}"
        with self.errors():
            self.filesystem.create_dir(path.rpartition("/")[0], recursive=True)
            with self.filesystem.open_output_stream(path, compression=None) as stream:
                yield stream

    def write(self, name: str, content: Any) -> None:
        """Write a file of the data set as a whole."""
        with self.open(name) as stream:
            stream.write(content.encode("utf-8") if isinstance(content, str) else content)

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder on the same disk for what is on its way, gone at the end."""
        with self.errors(), TemporaryDirectory(dir=self.path if self._local else None) as folder:
            yield Path(folder)

    def check(self, name: str) -> None:
        """That a file which a worker wrote is here too."""
        with self.errors():
            if not self.filesystem.get_file_info(f"{self.path}/{name}").is_file:
                raise SinkError(
                    f"a worker wrote {name}, but {self.place} here has no such file; "
                    "name a folder that all workers share, or a URL"
                )

    def errors(self) -> contextlib.AbstractContextManager[None]:
        """Failed writes in the user's words."""
        return told(self.place)

    def _refuse_foreign_files(self) -> None:
        there = [info.base_name for info in self._entries()]
        if there and not self._force:
            raise SinkError(f"{self.place} is not empty; name another folder, or replace it with --force")
        if there and MANIFEST not in there:
            raise SinkError(
                f"{self.place} holds {min(there)} and no {MANIFEST}, so it is no data set to replace; "
                "name another folder"
            )
        if there and not self._local:
            self.filesystem.delete_dir_contents(self._target)

    def _entries(self) -> list[pafs.FileInfo]:
        info = self.filesystem.get_file_info(self._target)
        if info.type is pafs.FileType.File:
            raise SinkError(f"{self.place} is a file; name a folder")
        entries: list[pafs.FileInfo] = self.filesystem.get_file_info(
            pafs.FileSelector(self._target, allow_not_found=True)
        )
        return entries

    def _move_into_place(self, made: Path, target: Path) -> None:
        old = made.with_suffix(".old")
        if target.exists():
            target.rename(old)
        try:
            made.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            shutil.rmtree(made, ignore_errors=True)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _unfinished(target: Path, process: int | str) -> Path:
    """Where a process of this machine builds what it will move to the target."""
    return target.with_name(f".{target.name}.{platform.node()}.{process}{UNFINISHED}")


def _remove_abandoned(target: Path) -> None:
    """What was built for the target by processes that were killed, and so could not remove it themselves."""
    everybodys = _unfinished(Path(glob.escape(str(target))), "*")
    for found in glob.glob(str(everybodys)):
        process = found.removesuffix(UNFINISHED).rpartition(".")[2]
        if process.isdecimal() and not psutil.pid_exists(int(process)):
            shutil.rmtree(found, ignore_errors=True)


def as_json(value: object) -> str:
    """JSON as files of a data set have it: readable, and the same on every machine."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n"
