"""When batches are laid down, and which assumptions are refused."""

import numpy as np
import pytest

from aquasim.domain.stages import Stage
from aquasim.engine.production import (
    check_assumptions,
    containers_needed,
    cycle_days,
    earliest_arrivals,
    expected_life_days,
    expected_survival,
    sea_background,
    stage_entries,
    survival_to,
    wanted_batches,
)
from aquasim.engine.registry import build_registry
from aquasim.errors import ParameterError
from aquasim.presets import load_parameters

COMPANY = load_parameters("company")


def refusal(*overrides: str) -> str:
    with pytest.raises(ParameterError) as refused:
        check_assumptions(load_parameters("company", overrides))
    return str(refused.value)


def test_nine_years_bring_the_eggs_of_ten_and_a_half_batches_of_three_million_four_hundred_thousand() -> None:
    # 10.5 x 3.4 M = 35.7 M a year, once the initial batches are laid down
    eggs = sum(wish.eggs for wish in wanted_batches(COMPANY) if wish.start >= 365)
    assert eggs / ((COMPANY.days - 365) / 365.25) == pytest.approx(35.7e6, rel=0.02)


def test_every_batch_has_between_three_and_three_and_a_half_million_eggs_in_whole_hundreds() -> None:
    eggs = np.array([wish.eggs for wish in wanted_batches(COMPANY)])
    assert ((eggs >= 3_000_000) & (eggs <= 3_500_000) & (eggs % 100 == 0)).all()
    assert len(np.unique(eggs)) > 90


def test_no_batch_is_larger_than_the_largest() -> None:
    small = load_parameters("smoke", ["production.eggs_min=10", "production.eggs_max=70"])
    assert {wish.eggs for wish in wanted_batches(small)} <= set(range(10, 71))


def test_seven_and_a_half_batches_a_year_are_laid_down_in_the_faroes_and_three_in_scotland() -> None:
    # 10.5 x .7143 and .2857, from the second year on
    home = np.array([wish.geography for wish in wanted_batches(COMPANY) if wish.start >= 365])
    years = (COMPANY.days - 365) / 365.25
    assert abs((home == 0).sum() - 7.5 * years) <= 1.0
    assert abs((home == 1).sum() - 3.0 * years) <= 1.0


def test_the_first_eight_batches_are_staggered_over_the_first_months() -> None:
    first = wanted_batches(COMPANY)[:8]
    assert [wish.start for wish in first] == [0, 30, 60, 90, 120, 150, 180, 210]
    assert [wish.geography for wish in first].count(1) == 2  # .2857 x 8 = 2.3


def test_a_geography_without_a_share_gets_no_batch() -> None:
    shares = ("geographies.faroe.batch_share=1", "geographies.scotland.batch_share=0")
    one_sided = load_parameters("company", shares)
    wishes = wanted_batches(one_sided)
    assert expected_life_days(one_sided, 1) > 0
    assert {wish.geography for wish in wishes} == {0}
    assert len(wishes) == pytest.approx(105, abs=8)  # 10.5 a year


@pytest.mark.parametrize(("geography", "turn"), [(0, 48.7), (1, 121.75)])
def test_later_batches_follow_at_the_even_rhythm_of_their_geography(geography: int, turn: float) -> None:
    # 365.25 / 7.5 and / 3 days; the first of them no nearer to an initial batch than a third of that
    starts = [wish.start for wish in wanted_batches(COMPANY) if wish.geography == geography]
    initial = 6 if geography == 0 else 2
    gaps = np.diff(starts[initial - 1 :])
    assert turn / 3 - 1 <= gaps[0] <= turn * 4 / 3 + 1
    assert abs(gaps[1:] - turn).max() < 1.0


def test_no_scottish_turn_to_be_harvested_straddles_new_year() -> None:
    # three turns of 121.75 days fill a year: their middles lie 61, 183 and 304 days after New Year
    middles = np.array([w.start + cycle_days(COMPANY, 1) for w in wanted_batches(COMPANY) if w.geography == 1][2:])
    day_of_year = np.sort(np.unique(np.rint(middles % 365.25)))
    assert np.abs(day_of_year[:, None] - np.array([61.0, 183.0, 304.0])).min(axis=1).max() <= 2.0


@pytest.mark.parametrize("sessions", ["[1095]", "[1095, 1095]"])
def test_a_longer_horizon_changes_no_earlier_batch(sessions: str) -> None:
    short = wanted_batches(load_parameters("company", [f"sessions={sessions}"]))
    assert short == wanted_batches(COMPANY)[: len(short)]


def test_own_broodstock_gives_its_share_of_the_batches_and_the_suppliers_the_rest() -> None:
    # 40 % of 105 batches, standard deviation sqrt(105 x .4 x .6) = 5
    supplier = np.array([wish.supplier for wish in wanted_batches(COMPANY)])
    assert abs((supplier == -1).sum() - 42) < 15
    assert set(supplier) == {-1, 0, 1, 2}


def test_stage_entries_add_up_the_stages() -> None:
    # 100 + 4 x 90 days in fresh water, 430 at sea; at most 110 + 4 x 95 + 500
    assert stage_entries(COMPANY, "typical") == [0, 100, 190, 280, 370, 460, 890]
    assert stage_entries(COMPANY, "max")[-1] == 990
    assert stage_entries(COMPANY, "min")[5] == 5 * 85


def test_survivals_multiply_to_the_eighty_percent_the_company_promises() -> None:
    # .960375 x .965 x .985 x .99 x .99 = .8947; x (.7143 x .91 + .2857 x .84) = .7963
    assert survival_to(COMPANY, Stage.GROW_OUT) == pytest.approx(0.960375 * 0.965 * 0.985 * 0.99 * 0.99)
    assert expected_survival(COMPANY) == pytest.approx(0.8947 * 0.89, abs=1e-4)


def test_background_mortality_at_sea_adds_up_its_months() -> None:
    # 430 d = 14.126 months: 1.0 + .5 + .4 + 6 x .25 + 5 x .45 + .126 x .45 = 5.71 %
    assert sea_background(COMPANY, 0) == pytest.approx(0.0571, abs=3e-4)


@pytest.mark.parametrize(
    ("overrides", "arithmetic"),
    [
        (
            ["stages.fry.survival=0.5"],
            "0.960375 x 0.5 x 0.985 x 0.99 x 0.99 times sea (0.7143 x 0.91 + 0.2857 x 0.84) = 0.413",
        ),
        (["stages.fry.survival=0.5"], "but targets.survival promises 0.8 +- 0.02"),
        (
            ["production.batches_per_year=8"],
            "tonnage: 8 batches/a x 3,400,000 eggs x survival 0.796 x 5 kg = 108,294 t/a, but targets.whole_t_per_year "
            "promises 143,000 +- 5%",
        ),
        (["geographies.faroe.batch_share=0.5"], "geographies.*.batch_share add up to 0.7857, not 1"),
        (["harvest.grade_shares=[0.9, 0.06, 0.03]"], "harvest.grade_shares add up to 0.99, not 1"),
        (
            ["geographies.faroe.sea.monthly_mortality_pct=[2.0]"],
            # exp(-.02 x 14.126 - .0235), the last by modules: 1.4 + .65 + .3 %
            "geographies.faroe: monthly_mortality_pct and expected_losses leave 0.736 alive",
        ),
    ],
    ids=["survival", "target", "tonnage", "batch shares", "grade shares", "background"],
)
def test_assumptions_that_contradict_each_other_are_refused_with_the_arithmetic(
    overrides: list[str], arithmetic: str
) -> None:
    assert arithmetic in refusal(*overrides)


def test_all_contradictions_are_told_at_once() -> None:
    told = refusal("stages.fry.survival=0.5", "harvest.grade_shares=[0.9, 0.06, 0.03]")
    assert "grade_shares" in told
    assert "survival: fresh water" in told
    assert "tonnage: " in told


def test_containers_needed_follow_counts_and_density_caps() -> None:
    registry = build_registry(COMPANY)
    needed = [containers_needed(COMPANY, registry, stage, 3_400_000) for stage in Stage]
    # by the fish that enter a stage at 1.05 times the weight that ends it
    # trays: 3.4 M / 75,000 = 45.3
    # fry: 3.4 M x .960375 x 5.985 g = 19,543 kg in tanks of 20 m3 x 30 kg/m3 = 32.6
    # smolt: 3.4 M x .960375 x .965 x .985 x 220.5 g = 684,371 kg in 850 m3 x 60 kg/m3 = 13.4
    # cages by number: 3.0420 M / 200,000 = 15.2; by weight: 3.0420 M x .9 x 5.25 kg in 36,700 m3 x 25 kg/m3 = 15.7
    assert (needed[Stage.EGG_ALEVIN], needed[Stage.FRY]) == (46, 33)
    assert (needed[Stage.SMOLT], needed[Stage.GROW_OUT]) == (14, 16)


def test_one_density_cap_for_all_weights_is_enough() -> None:
    # 1 M fish that enter the sea, 84 or 91 % of which weigh 5.25 kg in the end, in cages of 36,700 m3 at 25 kg/m3
    one = load_parameters("company", ["sea.density_from_g=[0]", "sea.density_kg_m3=[25]"])
    eggs = round(1_000_000 / survival_to(one, Stage.GROW_OUT))
    assert containers_needed(one, build_registry(one), Stage.GROW_OUT, eggs) == 6


def test_a_batch_needs_no_fewer_containers_than_its_eggs_grow() -> None:
    registry = build_registry(COMPANY)
    for stage in Stage:
        needed = [containers_needed(COMPANY, registry, stage, eggs) for eggs in range(10_000, 4_000_000, 200_000)]
        assert needed[0] == 1
        assert needed == sorted(needed)


def test_a_batch_is_expected_to_end_when_its_harvest_is_over() -> None:
    # Faroe: 460 + 406 days to the middle, and half of its turn of 365.25 / (10.5 x .7143) = 48.7 days
    assert expected_life_days(COMPANY, 0) == 460 + 406 + 24
    # Scotland: half of the days from 4 to 6 kg, (18.171 - 15.874) / (2.65 / 1000 x 10.7) = 81.0, below its turn of 122
    assert expected_life_days(COMPANY, 1) == 853  # 460 + 352 + 40.51


def test_fish_of_a_stage_of_one_length_arrive_before_its_last_fish_have_left() -> None:
    # eggs of 90 days leave over 2 days, the last on day 90; the stages after have windows wider than their transfers
    one = load_parameters("smoke", [f"stages.EGG_ALEVIN.{which}_days=90" for which in ("min", "typical", "max")])
    assert earliest_arrivals(one)[:3] == [0, 89, 174]
    assert earliest_arrivals(COMPANY) == [0, 85, 170, 255, 340, 407]
