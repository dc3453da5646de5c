import pytest

from aquasim.cli.outcome import say_next
from aquasim.cli.places import database_url, home


@pytest.mark.parametrize(
    ("database", "command"),
    [
        (database_url(None), "make serve"),
        ("sqlite:///var/smoke.sqlite3", "DATABASE_URL=sqlite:///var/smoke.sqlite3 make serve"),
        ("postgresql://farm:secret@server/aquamind", "make serve"),
    ],
    ids=["default", "another file", "server"],
)
def test_site_is_among_what_comes_next(database, command, capsys, monkeypatch):
    monkeypatch.chdir(home())
    say_next(database, with_report=True)
    told = capsys.readouterr().out

    assert f"  {command}  " in told
    assert "secret" not in told
