"""The site on a world of its own, served as `make serve` does, and a headless Chromium that looks at it."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]
START_S = 60
SILENT = "[data-chart]" + "".join(f":not([data-state={state}])" for state in ("drawn", "empty", "failed"))
"""Charts that have not said yet what they hold."""


@dataclass(frozen=True)
class Site:
    """A running site, its database, and the user that the command made for it."""

    url: str
    database: Path
    password: str

    def rows(self, sql: str, *parameters) -> list[tuple]:
        """What SQL says, past everything that Django does."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, parameters).fetchall()

    def value(self, sql: str, *parameters):
        return self.rows(sql, *parameters)[0][0]


@dataclass
class Visit:
    """A page in the browser, and everything that went wrong on it."""

    page: Page
    site: Site
    troubles: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """Go to a page and wait until every chart on it has said what it holds."""
        self.page.goto(self.site.url + address)
        for figure in self.page.locator("[data-chart]").all():
            figure.scroll_into_view_if_needed()
        self.wait_for_charts()
        return self.page

    def wait_for_charts(self) -> None:
        """Until every chart has said what it holds."""
        expect(self.page.locator(SILENT)).to_have_count(0, timeout=30_000)

    def charts(self) -> dict[str, tuple[str, int]]:
        """State and number of points of each chart, by its address."""
        return {
            figure.get_attribute("data-chart"): (
                figure.get_attribute("data-state"),
                int(figure.get_attribute("data-points") or 0),
            )
            for figure in self.page.locator("[data-chart]").all()
        }

    def figure(self, name: str) -> float:
        """A figure of a tile as a person reads it."""
        text = self.page.locator(f"[data-figure='{name}']").inner_text()
        return float(re.match(r"[-\d,.]+", text).group().replace(",", ""))


@pytest.fixture(scope="session")
def site(smoke_world, tmp_path_factory) -> Iterator[Site]:
    """The smoke company behind a server process."""
    database = tmp_path_factory.mktemp("site") / "aquamind.sqlite3"
    shutil.copy(smoke_world.database, database)
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database.as_posix()}"}
    told = [_manage(environment, command) for command in ("migrate --verbosity 0", "summarise", "demo_user")]
    password = re.search(r"password (\S+)", told[-1]).group(1)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    log = database.with_suffix(".log").open("w")
    command = [sys.executable, "manage.py", "runserver", "--noreload", address]
    with log, subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log) as server:
        try:
            _wait(server, address, database.with_suffix(".log"))
            yield Site(f"http://{address}", database, password)
        finally:
            server.terminate()


def _manage(environment: dict[str, str], command: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *command.split()],
        cwd=REPOSITORY, env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def _wait(server: subprocess.Popen, address: str, log: Path) -> None:
    host, port = address.split(":")
    until = time.monotonic() + START_S
    while True:
        assert server.poll() is None, log.read_text()
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)
        else:
            return


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium of this machine; its absence fails where everything has to be tested, and skips elsewhere."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        reason = f"No browser: install Chromium (Debian: apt-get install chromium); looked for {', '.join(PROGRAMS)}."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET + sandbox)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def door(browser: Browser, site: Site) -> dict:
    """What a browser keeps after somebody has typed the name and the password."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/")
    assert page.url.startswith(f"{site.url}/login/")
    page.get_by_label("Username").fill("demo")
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{site.url}/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def visitor(browser: Browser, site: Site, door: dict) -> Iterator[Callable[..., Visit]]:
    """Opens windows of a logged-in user; whatever a console or the network complains about fails the test."""
    visits = []

    def enter(**options) -> Visit:
        context = browser.new_context(storage_state=door, **{"viewport": {"width": 1280, "height": 900}} | options)
        page = context.new_page()
        visit = Visit(page, site)
        page.on("console", lambda message: visit.troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: visit.troubles.append(str(error)))
        page.on("response", lambda answer: visit.troubles.append(answer.url) if answer.status >= 400 else None)
        page.on("request", lambda asked: None if asked.url.startswith(site.url) else visit.troubles.append(asked.url))
        visits.append(visit)
        return visit

    yield enter
    for visit in visits:
        assert visit.troubles == []
        visit.page.context.close()


@pytest.fixture
def visit(visitor: Callable[..., Visit]) -> Visit:
    """A window as wide as a desk's."""
    return visitor()
