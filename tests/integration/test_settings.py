"""The settings, as a fresh process reads them."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from aquasim.address import server_parts
from aquasim.sinks import open_store


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with these variables in place of those the settings read."""
    names = ("DATABASE_URL", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(
        [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_fresh_database_has_wide_pages_in_a_folder_that_was_not_there(tmp_path):
    file = tmp_path / "new" / "farm.sqlite3"

    assert manage("migrate", "contenttypes", DATABASE_URL=f"sqlite:///{file}").returncode == 0

    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA page_size").fetchone() == (16384,)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_the_path_of_a_file_is_taken_as_it_is_written(tmp_path, migrated_database):
    file = tmp_path / "c++ at 100%20 #1" / "farm?.sqlite3"
    file.parent.mkdir()
    shutil.copy(migrated_database, file)

    assert manage("migrate", "--check", DATABASE_URL=f"sqlite:///{file}").returncode == 0
    with open_store(f"sqlite:///{file}") as store:
        assert store.runs() == []


def test_containers_are_counted_by_type_from_the_shell(workspace):
    count = (
        "from apps.infrastructure.models import Container, ContainerType; "
        "print([(ct.name, Container.objects.filter(container_type=ct).count()) for ct in ContainerType.objects.all()])"
    )
    connection = sqlite3.connect(workspace.database)
    connection.execute(
        "INSERT INTO infrastructure_containertype (name, category, max_volume_m3) VALUES ('Cage', 'PEN', 40000)"
    )
    connection.commit()
    connection.close()

    assert "[('Cage', 0)]" in manage("shell", "-c", count, DATABASE_URL=workspace.url).stdout


def test_a_site_open_to_others_demands_a_secret_key(tmp_path):
    url = f"sqlite:///{tmp_path / 'farm.sqlite3'}"

    refused = manage("check", ALLOWED_HOSTS="farm.example", DATABASE_URL=url)

    assert refused.returncode != 0
    assert "set the environment variable SECRET_KEY" in refused.stderr
    assert manage("check", ALLOWED_HOSTS="farm.example", SECRET_KEY="k" * 60, DATABASE_URL=url).returncode == 0


def test_a_site_open_to_others_does_not_debug(tmp_path):
    environment = {"SECRET_KEY": "k" * 60, "DATABASE_URL": f"sqlite:///{tmp_path / 'farm.sqlite3'}"}
    show = ("shell", "--no-imports", "-c", "from django.conf import settings; print(settings.DEBUG)")

    assert manage(*show, ALLOWED_HOSTS="farm.example", **environment).stdout.strip() == "False"
    assert manage(*show, **environment).stdout.strip() == "True"


def test_a_site_whose_database_is_away_says_so_to_people_programs_and_watchers(tmp_path):
    asked = """from django.test import Client
visitor, watcher = (Client(raise_request_exception=False, SERVER_NAME="farm.example") for _ in range(2))
visitor.cookies["sessionid"] = "0" * 32
for client, path in ((watcher, "/health/"), (visitor, "/"), (visitor, "/api/v1/batch/batches/")):
    answer = client.get(path, secure=True)
    print(answer.status_code, answer["Content-Type"].partition(";")[0], b"cannot be read" in answer.content)
"""
    environment = {"SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "farm.example", "DATABASE_URL": f"sqlite:///{tmp_path}"}
    done = manage("shell", "--verbosity", "0", "-c", asked, **environment)

    assert done.stdout.splitlines() == ["503 application/json True", "503 text/html True", "503 application/json True"]


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("postgresql://me:a%2Fb@%2Frun%2FPg/farm", ("farm", "me", "a/b", "/run/Pg", "", {})),
        ("postgres://me:1@[::1]:7,farm.example:8/my+farm", ("my+farm", "me", "1", "::1,farm.example", "7,8", {})),
        ("postgresql:///?host=/tmp&dbname=farm&sslmode=require", ("farm", "", "", "/tmp", "", {"sslmode": "require"})),
        ("postgresql://me:a#b@localhost", ("me", "me", "a#b", "localhost", "", {})),
    ],
)
def test_the_address_of_a_server_means_to_django_what_it_means_to_the_simulator(address, parts):
    words = ["NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS"]
    show = f"import json; print(json.dumps([settings.DATABASES['default'][word] for word in {words}]))"

    done = manage("shell", "--verbosity", "0", "-c", f"from django.conf import settings; {show}", DATABASE_URL=address)

    assert tuple(json.loads(done.stdout)) == parts
    assert server_parts(address).get("host", "") == parts[3]


def test_an_address_with_a_time_limit_that_is_no_number_is_told_in_one_line():
    done = manage("check", DATABASE_URL="postgresql://localhost/farm?connect_timeout=x")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: DATABASE_URL gives a connect_timeout that is no number of seconds; write")
    assert done.stderr.count("\n") == 1
