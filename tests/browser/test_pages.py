"""Every page in a real browser: no complaint, every chart filled, every figure that of the database."""

import re

import pytest

from aquasim.engine.tables import TABLES

LAST_DAY = "(SELECT max(date) FROM batch_dailycontainerstate)"
STATES = "batch_dailycontainerstate s JOIN batch_batchcontainerassignment a ON a.id = s.assignment_id"
CONTAINERS = f"{STATES} JOIN infrastructure_container c ON c.id = a.container_id"

PAGES = {
    "overview": "/?span=all",
    "map": "/map/",
    "production by batch": "/production/?span=all",
    "production by place": "/production/?rows=place&span=all",
    "batches": "/batches/",
    "places": "/places/",
    "data runs": "/runs/1/",
    "dictionary": "/dictionary/",
}


@pytest.fixture(scope="module")
def addresses(site) -> dict[str, str]:
    """Pages of things that hold fish on the last day, with every day of the world in their charts."""
    living = f"FROM {CONTAINERS} WHERE s.date = {LAST_DAY} AND s.population > 0"
    hall, area = (
        site.value(f"SELECT min(c.{place}) {living} AND c.{place} IS NOT NULL") for place in ("hall_id", "area_id")
    )
    station = site.value("SELECT freshwater_station_id FROM infrastructure_hall WHERE id = ?", hall)
    oldest = site.value("SELECT id FROM batch_batch ORDER BY start_date, id LIMIT 1")
    cage = site.value(f"SELECT min(c.id) {living} AND c.area_id = ?", area)
    return PAGES | {
        "batch": f"/batches/{oldest}/",
        "station": f"/stations/{station}/",
        "hall": f"/halls/{hall}/?span=all",
        "area": f"/areas/{area}/?span=all",
        "container": f"/containers/{cage}/?span=all",
    }


NAMES = [*PAGES, "batch", "station", "hall", "area", "container"]
WITH_CHARTS = {"overview": 8, "data runs": 1, "batch": 6, "hall": 4, "area": 5, "container": 7}


@pytest.mark.parametrize("name", NAMES)
def test_page_is_whole_and_every_chart_has_data(visit, addresses, name):
    page = visit.open(addresses[name])
    charts = visit.charts()

    assert page.locator("h1").count() == 1
    assert len(charts) >= WITH_CHARTS.get(name, 0)
    assert {address: state for address, (state, _) in charts.items() if state != "drawn"} == {}
    assert all(points > 1 for _, points in charts.values())


@pytest.mark.parametrize("name", NAMES)
def test_page_fits_a_phone_and_dark_mode(visitor, addresses, name):
    visit = visitor(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = visit.open(addresses[name])
    brightness = page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((sum, one) => sum + +one, 0)"
    )

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert brightness < 3 * 64


@pytest.mark.parametrize("name", NAMES)
def test_page_is_sent_with_a_policy_that_allows_nothing_inline_or_from_elsewhere(visit, addresses, name):
    """Every page of every test here runs under it; what it forbids would be a complaint in the console."""
    answer = visit.page.goto(visit.site.url + addresses[name])
    policy = answer.header_value("content-security-policy")
    said = dict(rule.strip().split(maxsplit=1) for rule in policy.split(";"))

    assert (said["default-src"], said["object-src"]) == ("'self'", "'none'")
    assert not {"script-src", "style-src", "script-src-elem", "style-src-elem"} & set(said)
    assert "unsafe" not in policy


def test_figures_of_the_company_are_those_of_the_database(visit):
    visit.open("/")
    kg, fish, batches, cages = visit.site.rows(
        f"""SELECT sum(s.biomass_kg), sum(s.population), count(DISTINCT a.batch_id),
            sum(CASE WHEN c.area_id IS NOT NULL THEN 1 ELSE 0 END)
        FROM {CONTAINERS} WHERE s.date = {LAST_DAY} AND s.population > 0"""
    )[0]
    all_cages = visit.site.value("SELECT count(*) FROM infrastructure_container WHERE area_id IS NOT NULL")
    week = visit.site.value(f"SELECT sum(feed_kg) FROM {STATES} WHERE date > date({LAST_DAY}, '-7 days')")

    assert visit.figure("Standing biomass") == round(kg / 1000)
    assert visit.figure("Fish") == pytest.approx(fish / 1e6, abs=0.005)
    assert visit.figure("Active batches") == batches
    assert visit.figure("Cages in use") == round(100 * cages / all_cages)
    assert visit.figure("Feed, 7 days") == round(week / 7000)


def test_harvest_of_the_year_is_that_of_the_database(visit):
    """On the day with most harvested in the year before it, so that there is something to compare."""
    day, kg = visit.site.rows(
        """SELECT e.harvest_date, (SELECT sum(live_weight_kg) FROM harvest_harvestevent o
            WHERE o.harvest_date <= e.harvest_date AND o.harvest_date > date(e.harvest_date, '-365 days')) AS kg
        FROM harvest_harvestevent e ORDER BY kg DESC LIMIT 1"""
    )[0]
    visit.open(f"/?as_of={day}")

    assert visit.figure("Harvest, 12 months") == round(kg / 1000)


def test_figures_of_a_batch_are_those_of_the_database(visit, addresses):
    visit.open(addresses["batch"])
    batch = int(re.search(r"\d+", addresses["batch"]).group())
    dead, feed = visit.site.rows(
        f"SELECT sum(s.mortality_count), sum(s.feed_kg) FROM {STATES} WHERE a.batch_id = ?", batch
    )[0]
    cost = visit.site.value("SELECT sum(feed_cost) FROM inventory_feedingevent WHERE batch_id = ?", batch)
    harvest = visit.site.value("SELECT sum(live_weight_kg) FROM harvest_harvestevent WHERE batch_id = ?", batch) or 0

    assert visit.figure("Died") == dead
    assert visit.figure("Feed") == round(feed / 1000)
    assert visit.figure("Feed cost") == pytest.approx(cost / 1e6, abs=0.005)
    assert visit.figure("Harvest") == round(harvest / 1000)


def test_figures_of_a_container_are_those_of_the_database(visit, addresses):
    visit.open(addresses["container"])
    container = int(re.search(r"\d+", addresses["container"]).group())
    fish = visit.site.value(
        f"SELECT sum(s.population) FROM {STATES} WHERE s.date = {LAST_DAY} AND a.container_id = ?", container
    )

    assert visit.figure("Fish") == fish


def test_cages_of_an_area_hold_what_the_database_says(visit, addresses):
    page = visit.open(addresses["area"])
    area = int(re.search(r"\d+", addresses["area"]).group())
    held = visit.site.rows(
        f"""SELECT c.name, s.population FROM {CONTAINERS}
        WHERE s.date = {LAST_DAY} AND c.area_id = ? AND s.population > 0""",
        area,
    )
    lines = [line.locator("td").all_inner_texts() for line in page.locator("[data-contents] tbody tr").all()]

    assert {line[0]: int(line[5].replace(",", "")) for line in lines} == dict(held)


def test_run_shows_the_rows_that_there_are_and_what_its_checks_found(visit, addresses):
    page = visit.open(addresses["data runs"])
    passed = visit.site.value("SELECT count(*) FROM generation_validationresult WHERE passed")

    rows = sum(visit.site.value(f'SELECT count(*) FROM "{table}"') for table in TABLES)

    assert visit.figure("Rows") == rows
    assert visit.figure("Checks passed") == passed
    assert visit.site.value("SELECT digest FROM generation_generationrun") in page.inner_text("main")


def test_values_of_a_chart_add_up_to_the_database(visit):
    """Feed by month over all of the world adds up to every meal but those of eggs, which eat nothing."""
    visit.open("/?span=all")
    chart = visit.page.evaluate("fetch('/charts/company/feed/?span=all').then((answer) => answer.json())")
    tonnes = sum(chart["series"][0]["values"])

    assert tonnes == pytest.approx(
        visit.site.value("SELECT sum(feed_kg) FROM batch_dailycontainerstate") / 1000, rel=1e-4
    )


def test_day_is_kept_from_page_to_page(visit):
    page = visit.open("/?as_of=2018-06-30")
    page.get_by_role("link", name="Batches", exact=True).click()
    page.wait_for_url("**/batches/?as_of=2018-06-30")
    page.locator("table a").first.click()
    page.wait_for_url(re.compile(r"/batches/\d+/\?as_of=2018-06-30"))

    assert "30 June 2018" in page.locator("h1").inner_text()


def test_another_day_is_typed_to_its_end_before_it_is_shown(visit):
    page = visit.open("/")
    page.get_by_label("As of").focus()
    page.keyboard.type("03012018")
    page.get_by_label("Series of").select_option("90d")

    assert page.url == f"{visit.site.url}/"

    page.get_by_label("As of").press("Enter")
    page.wait_for_url("**as_of=2018-03-01&span=90d")

    assert "1 March 2018" in page.locator("h1").inner_text()
    assert page.evaluate("document.activeElement.name") == "as_of"

    page.get_by_label("As of").fill("2018-03-02")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**as_of=2018-03-02&span=90d")


def test_filter_is_kept_when_the_day_changes(visit):
    page = visit.open("/batches/")
    page.get_by_label("State").select_option("active")
    page.wait_for_url("**state=active**")
    page.get_by_label("As of").fill("2018-03-01")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**as_of=2018-03-01")

    assert "state=active" in page.url
    assert page.get_by_label("State").input_value() == "active"


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (lambda context: context.clear_cookies(), "You are no longer logged in. Reload the page to log in."),
        (lambda context: context.set_offline(True), "The site cannot be reached. Reload the page when it is back."),
    ],
    ids=["logged out", "network lost"],
)
def test_chart_that_gets_no_data_says_why(visitor, trouble, words):
    visit = visitor(viewport={"width": 1280, "height": 300})
    visit.page.goto(visit.site.url + "/")
    trouble(visit.page.context)
    figure = visit.page.locator("[data-chart]").last
    figure.scroll_into_view_if_needed()
    figure.get_by_text(words).wait_for()
    visit.troubles.clear()


def test_table_that_a_link_leads_to_is_open(visit):
    page = visit.open("/dictionary/#batch_batch")

    assert page.locator("#batch_batch > p").is_visible()

    page.locator("#batch_batch").get_by_role("link", name="batch_species").click()

    assert page.locator("#batch_species > p").is_visible()

    page.goto(f"{visit.site.url}/dictionary/?q=ledger")
    page.get_by_role("link", name="generation_generationrun").first.click()
    page.wait_for_url("**/dictionary/#generation_generationrun")

    assert page.locator("#generation_generationrun > p").is_visible()


@pytest.mark.parametrize("name", NAMES)
def test_page_fits_paper(visit, addresses, name):
    """A4 upright between margins of 12 mm: 186 mm are 703 pixels. No table, list or chart is cut.

    A browser lays a page out for paper without telling its scripts of the new width, so here they are not told either.
    """
    visit.page.add_init_script("ResizeObserver = class { observe() {} disconnect() {} }")
    page = visit.open(addresses[name])
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".wide, .alerts, .plot")].filter(
            (one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1
        ).map((one) => one.innerText)"""
    )

    assert cut == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 703
    assert page.evaluate("getComputedStyle(document.body).printColorAdjust") == "exact"


def test_charts_that_nobody_scrolled_to_say_so_on_paper_and_are_drawn_the_next_time(visit, addresses):
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 400})
    page.goto(visit.site.url + addresses["container"])
    last = page.locator("[data-chart]").last
    told = "(figure) => getComputedStyle(figure.querySelector('.plot'), '::before').content"

    assert last.get_attribute("data-state") == "waiting"
    assert last.evaluate(told) == "none"

    page.emulate_media(media="print")

    assert last.evaluate(told) == '"Not drawn yet: print once more."'

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    visit.wait_for_charts()

    assert last.get_attribute("data-state") == "drawn"
    assert last.evaluate(told) == "none"


def test_charts_are_drawn_again_after_a_page_was_swapped_in(visit):
    page = visit.open("/production/")
    page.get_by_role("link", name="Overview").click()
    page.wait_for_selector("[data-chart][data-state=drawn]")

    assert page.locator("canvas").count() > 0


def test_production_plan_zooms_and_opens_the_page_of_a_bar(visit):
    page = visit.open("/production/?span=all")
    width = "document.querySelector('.gantt-time').getBoundingClientRect().width"
    before = page.evaluate(width)
    page.get_by_role("button", name="Zoom in").click()

    assert page.evaluate(width) > 1.5 * before

    page.get_by_role("button", name="All").click()
    bar = page.locator(".gantt-row a").last
    bar.locator("rect").click()
    page.wait_for_url(re.compile(r"/(halls|areas)/\d+/"))


def test_piece_of_a_sensor_series_is_looked_at_closer(visit, addresses):
    page = visit.open(addresses["container"])
    sensor = page.locator("[data-chart*='/charts/sensors/']").first
    sensor.scroll_into_view_if_needed()
    area = sensor.locator(".u-over").bounding_box()
    row = area["y"] + area["height"] / 2
    page.mouse.move(area["x"] + 0.80 * area["width"], row)
    page.mouse.down()
    page.mouse.move(area["x"] + 0.84 * area["width"], row, steps=6)
    with page.expect_response(re.compile(r"/charts/sensors/\d+/.*from=\d+&to=\d+")) as answer:
        page.mouse.up()
    times = answer.value.json()["times"]
    asked = dict(re.findall(r"(from|to)=(\d+)", answer.value.url))

    assert times
    assert int(asked["from"]) <= times[0] <= times[-1] <= int(asked["to"]) + 86_400


CONTRAST = """(bars) => bars.map((text) => {
  const light = (colour) => colour.match(/\\d+/g).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0.05);
  const [one, other] = [text, text.previousElementSibling].map((shape) => light(getComputedStyle(shape).fill));
  return Math.max(one, other) / Math.min(one, other);
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_on_the_bars_of_the_plan_can_be_read(visitor, addresses, scheme):
    """WCAG 2.1, 1.4.3: text of this size stands out from what lies behind it by 4.5 to 1."""
    page = visitor(color_scheme=scheme).open(addresses["production by batch"])
    stages = page.locator(".gantt-row a rect").evaluate_all(
        "(bars) => [...new Set(bars.map((bar) => bar.classList[0]))]"
    )

    assert len(stages) == 6
    assert min(page.locator(".gantt-row a text").evaluate_all(CONTRAST)) >= 4.5


@pytest.mark.parametrize(
    ("name", "group", "links"),
    [
        ("production by batch", "Batches through halls and areas", ".gantt-row a"),
        ("production by batch", "Rows", ".gantt-names a"),
        ("map", "Map of Faroe Islands", None),
        ("batch", "Transfers between containers", ".flow a"),
    ],
)
def test_links_in_a_drawing_are_there_for_who_does_not_see_it(visit, addresses, name, group, links):
    page = visit.open(addresses[name])
    told = page.get_by_role("group", name=group).get_by_role("link")
    names = told.evaluate_all("(all) => all.map((one) => one.querySelector('title, text').textContent)")

    assert told.count() == page.locator(links).count() if links else told.count()
    assert page.get_by_role("link", name=names[-1], exact=True).count() >= 1
    assert page.locator("[role=img] a, [aria-hidden=true] a").count() == 0


@pytest.mark.parametrize("by_touch", [False, True])
def test_hint_at_the_mouse_is_given_to_who_has_one(visitor, addresses, by_touch):
    page = visitor(has_touch=by_touch, is_mobile=by_touch).open(addresses["container"])

    assert page.get_by_text("drag over a piece").is_visible() is not by_touch


def test_chart_reads_title_unit_and_the_weight_of_an_egg(visit, addresses):
    batch = int(re.search(r"\d+", addresses["batch"]).group())
    day, grams = visit.site.rows(
        f"""SELECT date, 1000 * sum(s.biomass_kg) / sum(s.population) FROM {STATES} WHERE a.batch_id = ?
        GROUP BY date ORDER BY date LIMIT 1 OFFSET 10""",
        batch,
    )[0]
    page = visit.open(f"{addresses['batch']}?as_of={day}")
    chart = page.locator("[data-chart*='/weight/']")

    assert chart.locator("figcaption").inner_text() == "Weight against plan g"
    assert 0.1 < grams < 0.2
    assert f"{grams:.2f}" in chart.locator(".u-series", has_text="Weight").inner_text()


def test_legend_names_the_days_of_a_month_that_is_not_over(visit):
    page = visit.open("/?as_of=2018-06-10")

    assert "1–10 Jun 2018" in page.locator("[data-chart*='/feed/'] .u-legend").inner_text()


def test_batches_are_found_while_typing(visit):
    page = visit.open("/batches/")
    number = visit.site.value("SELECT batch_number FROM batch_batch ORDER BY batch_number LIMIT 1")
    page.get_by_label("Find").press_sequentially(number)
    page.wait_for_url(f"**q={number}**")

    assert page.locator("#lines tbody tr").count() == 1
    assert number in page.locator("#lines tbody").inner_text()


def test_who_logs_out_is_asked_to_log_in_again(visitor, site, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/map/")
    page.get_by_label("Username").fill("demo")
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{site.url}/map/")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(f"{site.url}/login/**")
    page.goto(f"{site.url}/map/")

    assert page.url.startswith(f"{site.url}/login/")
    context.close()
