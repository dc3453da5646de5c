"""The bench on a server runs to its end, and leaves no database behind."""

from postgres.conftest import Farm

from tests.integration.test_bench import LITTLE, figures_agree, measured


def test_the_bench_compares_session_and_readings_with_their_raw_loads_and_with_bulk_create(farm: Farm):
    done = farm.run(f"aquamind bench {LITTLE} --orm-days 1")

    assert done.returncode == 0, done.stderr
    told = measured(done.stdout)
    figures_agree(told)
    assert "Ratio, readings" in told
    assert 0 < told["Rows of the readings"] < told["Rows of the session"]
    assert farm.value("SELECT count(*) FROM pg_database WHERE datname LIKE 'aquamind_bench_%'") == 0
    assert farm.value("SELECT count(*) FROM generation_generationrun") == 0
