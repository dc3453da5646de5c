"""Presets that extend each other, and overrides by key path."""

import re
from pathlib import Path

import pytest

from aquasim.domain.stages import Stage
from aquasim.engine.production import check_assumptions
from aquasim.errors import ParameterError
from aquasim.presets import load_parameters, preset_names


def refusal(*overrides: str, preset: str = "company") -> str:
    with pytest.raises(ParameterError) as refused:
        load_parameters(preset, overrides)
    return str(refused.value)


@pytest.fixture
def preset(tmp_path: Path) -> Path:
    """A place for a preset of one's own."""
    return tmp_path / "mine.toml"


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_loads_and_its_assumptions_agree(name: str) -> None:
    parameters = load_parameters(name)
    check_assumptions(parameters)
    assert parameters.name == name


def test_company_is_among_the_presets() -> None:
    assert {"company", "smoke", "scotland_only"} <= set(preset_names())


def test_an_unknown_preset_names_those_there_are() -> None:
    assert "no preset 'compny'; there are company, scotland_only, smoke" in refusal(preset="compny")


def test_events_that_end_before_they_begin_are_refused() -> None:
    warm = 'events.warm_sea=[{geography="faroe", first=2018-02-02, last=2018-02-01, shift_c=1.0}]'
    silent = 'events.sensor_outage=[{place="x", first=2018-02-02, last=2018-02-01}]'
    for key, override in (("events.warm_sea.0", warm), ("events.sensor_outage.0", silent)):
        assert f"{key}: its first day 2018-02-02 is after its last, 2018-02-01" in refusal(override)
    assert "events.jellyfish: days_min 90 is above days_max" in refusal("events.jellyfish.days_min=90")


def test_a_preset_file_extends_a_preset_and_is_named_after_its_file(preset: Path) -> None:
    preset.write_text('extends = "smoke"\n[sea]\ncages_per_area = 4\n')
    mine, smoke = load_parameters(str(preset)), load_parameters("smoke")
    assert (mine.name, mine.sea.cages_per_area, smoke.sea.cages_per_area) == ("mine", 4, 3)
    assert mine.sea.model_copy(update={"cages_per_area": 3}) == smoke.sea
    assert mine.stations == smoke.stations


def test_a_preset_may_drop_a_geography() -> None:
    assert list(load_parameters("scotland_only").geographies) == ["scotland"]
    assert list(load_parameters("company").geographies) == ["faroe", "scotland"]


def test_presets_that_extend_each_other_are_refused_with_the_circle(tmp_path: Path) -> None:
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    one.write_text(f'extends = "{other.as_posix()}"\n')
    other.write_text(f'extends = "{one.as_posix()}"\n')
    told = refusal(preset=one.as_posix())
    assert "extends itself" in told
    assert f"{one.as_posix()} -> {other.as_posix()} -> {one.as_posix()}" in told


def test_a_preset_beside_another_is_extended_by_its_file_name(tmp_path: Path) -> None:
    (tmp_path / "parent.toml").write_text('extends = "smoke"\nseed = 7\n')
    child = tmp_path / "child.toml"
    child.write_text('extends = "parent.toml"\n')
    assert load_parameters(str(child)).seed == 7


@pytest.mark.parametrize("change", ["code=SCT", "code=", "name=Scotland"])
def test_geographies_are_told_apart(change: str) -> None:
    field, _, _ = change.partition("=")
    assert f"geographies.*.{field}: each needs one of its own" in refusal(f"geographies.faroe.{change}")


@pytest.mark.parametrize("day", ["9999-12-31", "1969-12-31", "0001-01-01"])
def test_the_first_day_lies_in_years_of_fish_farms(day: str) -> None:
    assert f"first_day {day} is outside the years 1970 to 2199" in refusal(f"first_day={day}")


def test_a_file_in_another_encoding_is_named(preset: Path) -> None:
    preset.write_bytes('name = "Sundalagið"'.encode("latin-1"))
    assert f"{preset} is not valid TOML" in refusal(preset=str(preset))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("extends = 5", "extends 5 is no name; write it in quotes"),
        ("name = 5", "name 5 is no name; write it in quotes"),
        ("name = ' '", "name ' ' is empty or has the + of scenarios"),
        ("name = 'mine+storm'", "name 'mine+storm' is empty or has the + of scenarios"),
        ("drop = 5", "drop 5 is no list of key paths"),
        ("drop = [5]", "drop [5] is no list of key paths"),
        ("geographies = {}", "geographies: dictionary should have at least 1 item"),
    ],
)
def test_what_a_file_says_of_itself_has_its_type(tmp_path: Path, line: str, told: str) -> None:
    base = "" if line.startswith("extends") else 'extends = "base.toml"\n'
    (tmp_path / "base.toml").write_text('extends = "smoke"\ndrop = ["geographies"]\n')
    (mine := tmp_path / "mine.toml").write_text(f"{base}{line}\n")
    assert told in refusal(preset=str(mine))


def test_a_file_may_begin_with_the_mark_that_windows_editors_write(preset: Path) -> None:
    preset.write_bytes(b'\xef\xbb\xbfextends = "smoke"\n')
    assert load_parameters(str(preset)).name == "mine"


def test_a_folder_is_no_preset(tmp_path: Path) -> None:
    (folder := tmp_path / "folder.toml").mkdir()
    assert f"{folder} cannot be read" in refusal(preset=str(folder))


def test_a_file_that_is_not_toml_is_named(preset: Path) -> None:
    preset.write_text("seed = = 1\n")
    assert f"{preset} is not valid TOML" in refusal(preset=str(preset))


@pytest.mark.parametrize("dropped", ["geographies.iceland", "geographies.faroe.lagoons.first", "nonsense", "sea.x.y"])
def test_dropping_what_is_not_there_is_refused_by_name(preset: Path, dropped: str) -> None:
    preset.write_text(f'extends = "smoke"\ndrop = ["{dropped}"]\n')
    assert f"drop: no parameter '{dropped}'" in refusal(preset=str(preset))


def test_a_preset_without_a_value_names_what_is_missing(preset: Path) -> None:
    preset.write_text('extends = "smoke"\ndrop = ["sea.fallow_days", "stages.FRY"]\nfirst_days = 2017-01-01\n')
    told = refusal(preset=str(preset))
    assert "sea.fallow_days: missing" in told
    assert "first_days: unknown parameter" in told


@pytest.mark.parametrize("stage", Stage)
def test_a_preset_without_one_of_the_stages_is_refused(preset: Path, stage: Stage) -> None:
    preset.write_text(f'extends = "smoke"\ndrop = ["stages.{stage.name}"]\n')
    assert stage.name in refusal(preset=str(preset))


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("sea.cage_per_area=5", "sea.cage_per_area: no parameter 'cage_per_area'; did you mean 'cages_per_area'"),
        ("harvst.start_weight_g=5", "no parameter 'harvst'; did you mean 'harvest'"),
        ("stages.parrr.tgc=1", "did you mean 'PARR'"),
        ("seed.of=5", "seed.of: no parameter 'of'"),
        ("sea=5", "sea: is a group, not a value; there are sea.cages_per_area"),
        ("sea.cages_per_area=many", "sea.cages_per_area: input should be a valid integer"),
        ("sea.cages_per_area=2.5", "sea.cages_per_area: input should be a valid integer"),
        ("sea.cages_per_area=-3", "sea.cages_per_area: input should be greater than or equal to 1, got -3"),
        ("sea.cages_per_area=65", "sea.cages_per_area: input should be less than or equal to 64, got 65"),
        ("stations.tray_volume_m3=0.004", "stations.tray_volume_m3: input should be greater than or equal to 0.01"),
        ("sea.fish_per_cage=200001", "sea.fish_per_cage: input should be less than or equal to 200000"),
        ("sea.fallow_days=59", "sea.fallow_days: input should be greater than or equal to 60"),
        ("stages.parr.survival=1.01", "stages.PARR.survival: input should be less than or equal to 1, got 1.01"),
        ("stages.parr.min_days=200", "stages.PARR: min_days 200 <= typical_days 90 <= max_days 95 does not hold"),
        ("production.eggs_min=4000000", "production: eggs_min 4000000 is above eggs_max 3500000"),
        ("readings.per_day=7", "readings: per_day 7 does not divide the 1440 minutes of a day"),
        ("readings.per_day=289", "readings.per_day: input should be less than or equal to 288"),
        ("first_day=yesterday", "first_day: input should be a valid date"),
        ("production.batches_per_year=nan", "production.batches_per_year"),
        ("sea.cage_volume_m3=inf", "sea.cage_volume_m3"),
        ("sessions=[]", "sessions"),
        ("sessions=[0]", "sessions"),
        ("sessions=[-30]", "sessions"),
        ("stages.parr.meal_hours=[25]", "stages.PARR.meal_hours"),
        ("stages.parr.meal_hours=[]", "stages.PARR.meal_hours is empty, so its fish would grow without a meal; give"),
        ("stages.grow_out.meal_hours=[]", "stages.GROW_OUT.meal_hours is empty"),
        ("geographies.faroe.sites=[]", "geographies.faroe.sites"),
        ("geographies.faroe.sea.monthly_mortality_pct=[]", "geographies.faroe.sea.monthly_mortality_pct"),
        ("stations.pre_transfer_tanks=[]", "stations.pre_transfer_tanks"),
        ("stations.pre_transfer_tanks=[-1]", "stations.pre_transfer_tanks"),
        ("stations.pre_transfer_tanks=[60]", "stations.pre_transfer_tanks"),
        ("stations.silos_per_hall=[]", "stations.silos_per_hall"),
        ("sea.barges_per_area=[0]", "sea.barges_per_area"),
        ("sea.density_kg_m3=[10]", "sea"),
        ("sea.density_kg_m3=[0, 15, 20, 25]", "sea.density_kg_m3.0: input should be greater than 0"),
        ("harvest.grade_shares=[1.5, -0.5, 0]", "harvest.grade_shares.1: input should be greater than or equal to 0"),
        ("market.grade_factors=[1, 0.9, -1]", "market.grade_factors.2: input should be greater than 0"),
    ],
)
def test_a_wrong_override_is_refused_by_its_key_path(override: str, told: str) -> None:
    assert told in refusal(override)


def test_an_override_without_a_value_shows_the_form() -> None:
    assert "--set 'sea.cages_per_area' is not of the form key.path=value" in refusal("sea.cages_per_area")


def test_all_mistakes_are_told_at_once() -> None:
    told = refusal("sea.cages_per_area=-3", "stages.fry.survival=2", "readings.per_day=0")
    assert [key in told for key in ("sea.cages_per_area", "stages.FRY.survival", "readings.per_day")] == [True] * 3


def test_several_unknown_keys_are_told_at_once() -> None:
    told = refusal("sea.cage_per_area=3", "harvest.weight=2")
    assert "sea.cage_per_area" in told
    assert "harvest.weight" in told


def test_overrides_reach_every_depth_and_type() -> None:
    parameters = load_parameters(
        "company",
        {
            "stages.fry.tgc": "1.2",
            "geographies.faroe.sea.survival": "0.91",
            "sessions": "[30, 60]",
            "first_day": "2020-02-29",
            "geographies.scotland.name": "Scotland and the isles",
        },
    )
    assert parameters.stages[Stage.FRY].tgc == 1.2
    assert parameters.geographies["faroe"].sea.survival == 0.91
    assert parameters.sessions == (30, 60)
    assert str(parameters.first_day) == "2020-02-29"
    assert parameters.geographies["scotland"].name == "Scotland and the isles"


def test_the_last_of_two_overrides_of_one_key_holds() -> None:
    assert load_parameters("smoke", ["seed=1", "seed=2"]).seed == 2


def test_scenarios_are_laid_over_a_preset_and_named_after_it(tmp_path: Path) -> None:
    calm, strict = tmp_path / "calm.toml", tmp_path / "strict.toml"
    calm.write_text('description = "No events."\ngeographies = ["faroe"]\n[modules]\nevents = false\n')
    strict.write_text("[sea]\nfallow_days = 90\n")
    both, smoke = load_parameters(f"smoke+{calm}+{strict}"), load_parameters("smoke")
    assert (both.name, both.modules.events, both.sea.fallow_days) == ("smoke+calm+strict", False, 90)
    assert both.stations == smoke.stations


def test_a_scenario_may_change_a_geography(tmp_path: Path) -> None:
    path = tmp_path / "cold.toml"
    path.write_text('description = "A cold year."\n[geographies.faroe.climate]\nmean_c = 7.5\n')
    changed = load_parameters(f"smoke+{path}")
    assert changed.geographies["faroe"].climate.mean_c == 7.5
    assert changed.geographies["scotland"] == load_parameters("smoke").geographies["scotland"]


def test_an_unknown_scenario_names_those_there_are() -> None:
    assert "no scenario 'calmm'; there are" in refusal(preset="smoke+calmm")


def test_a_scenario_with_an_unknown_key_is_refused_by_its_path(tmp_path: Path) -> None:
    odd = tmp_path / "odd.toml"
    odd.write_text("[sea]\nfalow_days = 90\n")
    assert "sea.falow_days: unknown parameter" in refusal(preset=f"smoke+{odd}")


@pytest.mark.parametrize(
    ("preset", "override", "told"),
    [
        ("smoke+oxygen_crash", "modules.events=false", "events.oxygen_crash has no effect while modules.events is"),
        ("smoke+warm_sea", "modules.events=false", "events.warm_sea has no effect while modules.events is"),
        ("smoke+feed_strike", "modules.feed_supply=false", "feed_supply.strikes has no effect while modules.feed_sup"),
        ("smoke+isa_outbreak", "modules.disease=false", "disease.forced has no effect while modules.disease is"),
        ("smoke+lice_breach", "modules.lice=false", "lice.surge_geography has no effect while modules.lice is"),
        (
            "scotland_only+feed_strike",
            "seed=1",
            "feed_supply.strikes: there is no geography 'faroe'; choose one of scot",
        ),
    ],
)
def test_a_scenario_that_could_have_no_effect_is_refused(preset: str, override: str, told: str) -> None:
    with pytest.raises(ParameterError, match=re.escape(told)):
        load_parameters(preset, [override])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "[disease.diseases.PD]\nsea_risk = { iceland = 0.1 }",
            "disease.diseases.PD.sea_risk.iceland: there is no geography 'iceland'; choose one of faroe, scotland, or",
        ),
        (
            "[disease.diseases.IPN]\nhall_risk = { iceland = 0.1 }",
            "disease.diseases.IPN.hall_risk.iceland: there is no geography 'iceland'; choose one of faroe, scotland",
        ),
        (
            "[geographies.faroe.sea.expected_losses]\nseals = { TRAUMA = 0.1 }",
            "geographies.faroe.sea.expected_losses.seals: there is no module 'seals'; choose one of ",
        ),
        (
            "[modules]\noptions = { seals = { loss = 0.1 } }",
            "modules: options.seals has no effect while extra does not name 'seals'",
        ),
        ("[lice]\nsurge_from = 2019-01-01", "lice: surge_from 2019-01-01 is after surge_to 2017-01-01"),
        ("[events.algal_bloom]\nfirst_day = 300", "events.algal_bloom: first_day 300 is after last_day 265"),
        ("[harvest]\nfasting_days_max = 2", "harvest.fasting_days_max 2 is below husbandry.harvest_fasting_days 3"),
    ],
)
def test_what_contradicts_itself_or_reaches_nothing_is_refused(preset: Path, change: str, told: str) -> None:
    preset.write_text(f'extends = "smoke"\n{change}\n')
    assert told in refusal(preset=str(preset))


def test_a_vaccine_for_an_unknown_geography_is_refused() -> None:
    product = next(iter(load_parameters("smoke").disease.vaccines))
    key = f"disease.vaccines.{product}.geographies"
    assert f"{key}: there is no geography 'iceland'" in refusal(f'{key}=["faroe", "iceland"]')


def test_every_name_that_is_not_there_is_told_at_once(preset: Path) -> None:
    preset.write_text('extends = "smoke"\ndrop = ["geographies.faroe"]\n[geographies.scotland]\nbatch_share = 1\n')
    told = refusal(preset=str(preset))
    assert "disease.diseases.CMS.sea_risk.faroe: there is no geography 'faroe'" in told
    assert "disease.diseases.IPN.hall_risk.faroe: there is no geography 'faroe'" in told


def test_losses_and_options_of_a_module_of_another_package_are_accepted(preset: Path) -> None:
    preset.write_text(
        'extends = "smoke"\n[modules]\nextra = ["seals"]\noptions = { seals = { loss = 0.1 } }\n'
        "[geographies.faroe.sea.expected_losses]\nseals = { TRAUMA = 0.1 }\n"
    )
    assert load_parameters(str(preset)).modules.options == {"seals": {"loss": 0.1}}
