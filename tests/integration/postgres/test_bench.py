"""The bench on a server runs to its end, and leaves no database behind."""

from postgres.conftest import Farm

from tests.integration.test_bench import BULK_CREATE, LITTLE, SESSION, measured


def test_the_bench_compares_session_and_readings_with_their_raw_loads_and_with_bulk_create(farm: Farm):
    done = farm.run(f"aquamind bench {LITTLE} --orm-days 1")

    assert done.returncode == 0, done.stderr
    told = measured(done.stdout)
    names = (*SESSION, "Rows of the readings", "Ratio, readings", *BULK_CREATE)
    assert set(names) <= set(told)
    assert min(told[name] for name in names if "Ratio" not in name) > 0
    assert farm.value("SELECT count(*) FROM pg_database WHERE datname LIKE 'aquamind_bench_%'") == 0
    assert farm.value("SELECT count(*) FROM generation_generationrun") == 0
