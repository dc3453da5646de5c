import os
import subprocess
import sys
from pathlib import Path

import pytest

from aquasim.errors import SinkError
from aquasim.export.folder import Folder, read_text


def test_folder_appears_whole(tmp_path):
    with Folder(str(tmp_path / "a" / "set")) as folder:
        folder.write("table/part-0.txt", "rows")
        assert not (tmp_path / "a" / "set").exists()
    assert (tmp_path / "a" / "set" / "table" / "part-0.txt").read_text() == "rows"


def write_and_fail(place, **options):
    with Folder(place, **options) as folder:
        folder.write("manifest.json", "new")
        raise SinkError("no more")


def test_failure_leaves_what_was_there_before(tmp_path):
    with Folder(str(tmp_path / "set")) as folder:
        folder.write("manifest.json", "old")
    with pytest.raises(SinkError, match="no more"):
        write_and_fail(str(tmp_path / "set"), force=True)
    assert read_text(str(tmp_path / "set"), "manifest.json") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


def test_empty_folder_is_taken(tmp_path):
    (tmp_path / "set").mkdir()
    with Folder(str(tmp_path / "set")) as folder:
        folder.write("manifest.json", "{}")
    assert read_text(str(tmp_path / "set"), "manifest.json") == "{}"


def test_unknown_kind_of_place_is_told():
    with pytest.raises(SinkError, match="cannot be reached"):
        Folder("carrier-pigeon://loft/set")


def test_missing_file_reads_as_none(tmp_path):
    assert read_text(str(tmp_path), "manifest.json") is None


def test_folder_that_cannot_be_put_in_place_leaves_the_old_one(tmp_path, monkeypatch):
    with Folder(str(tmp_path / "set")) as folder:
        folder.write("manifest.json", "old")
    rename = Path.rename

    def only_old(path, target):
        if path.name.endswith(".unfinished"):
            raise PermissionError(13, "somebody looks into it")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", only_old)
    with pytest.raises(SinkError, match="Cannot write"), Folder(str(tmp_path / "set"), force=True) as folder:
        folder.write("manifest.json", "new")
    assert read_text(str(tmp_path / "set"), "manifest.json") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


WRITE = """
import os, sys
from aquasim.export.folder import Folder
with Folder(sys.argv[1]) as folder:
    folder.write("manifest.json", "{}")
    os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill without warning there")
@pytest.mark.parametrize("name", ["set", "a set [1]"])
def test_what_a_killed_process_left_is_removed_and_nothing_that_is_still_written(tmp_path, name):
    killed = subprocess.Popen([sys.executable, "-c", WRITE, str(tmp_path / name)])
    killed.wait()
    (left,) = tmp_path.iterdir()
    others = left.with_name(left.name.replace(f".{killed.pid}.", f".{os.getppid()}."))
    others.mkdir()
    with Folder(str(tmp_path / name)) as folder:
        folder.write("manifest.json", "{}")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, others.name])
