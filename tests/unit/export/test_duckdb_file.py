from aquasim.engine.tables import TABLES
from aquasim.export.duckdb_file import comments, create_statement


def test_only_tables_that_are_there_are_referred_to():
    statement = create_statement(TABLES["harvest_harvestlot"], {"batch_batch"})
    assert "FOREIGN KEY" not in statement
    assert "PRIMARY KEY (id)" in statement
    with_event = create_statement(TABLES["harvest_harvestlot"], {"harvest_harvestevent"})
    assert 'FOREIGN KEY ("event_id") REFERENCES "harvest_harvestevent" (id)' in with_event


def test_comment_holds_the_unit_and_quotes_are_doubled():
    lines = list(comments(TABLES["batch_growthsample"]))
    assert """COMMENT ON COLUMN "batch_growthsample"."avg_weight_g" IS 'Mean of the sample. [g]'""" in lines
    assert """COMMENT ON COLUMN "batch_growthsample"."condition_factor" IS 'Fulton''s K. [g/cm3*100]'""" in lines
