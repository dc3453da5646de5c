"""The production server, started as the container starts it, on an empty folder."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.conf import settings

REPOSITORY = Path(settings.BASE_DIR)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """That of a site for others, on an embedded database of its own."""
    folder = tmp_path_factory.mktemp("production")
    return os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "DATABASE_URL": f"sqlite:///{folder / 'aquamind.sqlite3'}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "farm.example",
        "HTTPS": "false",
        "STATIC_ROOT": str(folder / "static"),
        "PORT": str(free_port()),
        "WORKERS": "1",
    }


@pytest.fixture(scope="module")
def served(environment: dict[str, str]) -> Iterator[str]:
    """The site, once it says that it is well."""
    start = ["sh", "scripts/start_site.sh"]
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    process = subprocess.Popen(start, cwd=REPOSITORY, env=environment, **output)
    try:
        for _ in range(600):
            if process.poll() is not None:
                pytest.fail(process.stdout.read().decode())
            if healthy(environment) == 0:
                break
            time.sleep(0.5)
        yield f"http://127.0.0.1:{environment['PORT']}"
    finally:
        process.terminate()
        process.wait()


def healthy(environment: dict[str, str]) -> int:
    command = [sys.executable, "scripts/is_healthy.py"]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, check=False).returncode


def answer(address: str, **headers: str):
    request = urllib.request.Request(address, headers={"Host": "farm.example", **headers})
    return urllib.request.urlopen(request)


def test_it_migrates_and_says_that_it_is_well(served):
    assert answer(f"{served}/health/").read() == b'{"status": "ok"}'


def test_it_serves_its_static_files_compressed_and_for_long(served):
    page = answer(f"{served}/login/").read().decode()
    manifest = answer(f"{served}/static/staticfiles.json").read().decode()
    file = yaml.safe_load(manifest)["paths"]["admin/css/base.css"]
    styles = answer(f"{served}/static/{file}", **{"Accept-Encoding": "gzip"})

    assert "csrfmiddlewaretoken" in page
    assert file != "admin/css/base.css"
    assert styles.headers["Content-Encoding"] == "gzip"
    assert "immutable" in styles.headers["Cache-Control"]


def test_it_answers_to_its_own_name_only(served):
    with pytest.raises(urllib.error.HTTPError) as refused:
        answer(f"{served}/login/", Host="other.example")

    assert refused.value.code == 400


def test_nothing_well_is_said_of_a_site_that_is_not_there(environment):
    assert healthy(environment | {"PORT": str(free_port())}) == 1


def test_compose_sets_only_what_the_settings_read():
    services = yaml.safe_load((REPOSITORY / "compose.yaml").read_text())["services"]
    read = (REPOSITORY / "aquamind" / "settings.py").read_text()

    assert set(services) == {"database", "site"}
    assert [name for name in services["site"]["environment"] if f'"{name}"' not in read] == []
    assert (REPOSITORY / "Dockerfile").read_text().count("scripts/start_site.sh") == 1
