from pathlib import Path

import pytest

from aquasim.cli.places import Records, database_url, default_report, home, near, sqlite_path
from aquasim.errors import SinkError


def test_embedded_database_is_the_default():
    assert sqlite_path(database_url(None)) == home() / "var" / "aquamind.sqlite3"


def test_given_database_wins():
    assert database_url("sqlite:///other.sqlite3") == "sqlite:///other.sqlite3"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///var/a.sqlite3", Path("var/a.sqlite3")),
        ("sqlite:////srv/a.sqlite3", Path("/srv/a.sqlite3")),
        ("postgresql://farm@server/aquamind", None),
    ],
)
def test_only_an_embedded_database_has_a_file(url, path):
    assert sqlite_path(url) == path


def test_report_lies_beside_the_database():
    assert default_report("sqlite:////srv/a.sqlite3") == Path("/srv/report.html")
    assert default_report("postgresql://farm@server/aquamind") == home() / "var" / "report.html"


def test_path_is_told_as_typed_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert near(tmp_path / "var" / "report.html") == "var/report.html"
    assert near(Path("/srv/report.html")) == str(Path("/srv/report.html"))


def test_records_lie_where_operators_know_them():
    records = Records(Path("r"))
    assert records.log(2) == Path("r/logs/session_2.log")
    assert records.checkpoint(2) == Path("r/checkpoints/session_2_checkpoint.json")


def test_writing_replaces_the_file_and_leaves_no_other(tmp_path):
    records = Records(tmp_path)
    for text in ("{}", '{"session": 1}'):
        records.write(records.checkpoint(1), text)
    assert [path.name for path in (tmp_path / "checkpoints").iterdir()] == ["session_1_checkpoint.json"]
    assert records.checkpoint(1).read_text(encoding="utf-8") == '{"session": 1}'


def test_failed_write_names_the_file_and_the_remedy(tmp_path):
    (tmp_path / "checkpoints").touch()
    records = Records(tmp_path)
    with pytest.raises(SinkError, match=r"Cannot write .*session_1_checkpoint\.json.*--records"):
        records.write(records.checkpoint(1), "{}")


def test_forgetting_takes_checkpoints_and_plan_and_keeps_logs(tmp_path):
    records = Records(tmp_path)
    kept = [records.log(1)]
    for path in (*kept, records.checkpoint(1), records.implementation_plan):
        records.write(path, "text")
    records.forget([1])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == kept
