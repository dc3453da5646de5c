"""Figures of the pages: small ones are not shown as nothing."""

import pytest

from apps.dashboard.templatetags.farm import euros, heads, mass, millions, tonnes


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (mass(0.0), "0 <i>kg</i>"),
        (mass(None), "–"),
        (mass(0.25), "0.25 <i>kg</i>"),
        (mass(312.4), "312 <i>kg</i>"),
        (mass(9_999), "9,999 <i>kg</i>"),
        (mass(1_234_567), "1,235 <i>t</i>"),
        (heads(2_400), "2,400 <i>fish</i>"),
        (heads(3_149_000), "3.15 <i>M</i>"),
        (euros(0), "0 <i>EUR</i>"),
        (euros(1_912.4), "1,912 <i>EUR</i>"),
        (euros(100_000), "0.10 <i>M EUR</i>"),
    ],
)
def test_the_unit_fits_the_number(shown, text):
    assert shown == text


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (tonnes(12), "0.012"),
        (tonnes(1_499), "1"),
        (tonnes(0), "0"),
        (tonnes(42, 1), "0.042"),
        (millions(1_912), "0.0019"),
    ],
)
def test_a_column_with_one_unit_has_the_digits_that_its_small_numbers_need(shown, text):
    assert shown == text
