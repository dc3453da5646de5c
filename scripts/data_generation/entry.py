"""What the entry points share: find the repository, bring the database to the latest migration, run a verb."""

import argparse
import importlib.util
import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def run(verb: str, arguments: list[str]) -> None:
    """Run `aquamind VERB ARGUMENTS` on a database with every table."""
    sys.path.insert(0, str(REPOSITORY))
    if importlib.util.find_spec("django") is None:
        print(f"Error: {sys.executable} has no Django; run this with the Python in .venv (see README)", file=sys.stderr)
        sys.exit(2)
    if "--help" not in arguments:
        migrate(arguments)
    from aquasim.cli.main import main

    main([verb, *arguments])


def migrate(arguments: list[str]) -> None:
    """Create or update the tables of the database the arguments name."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL"))
    database = parser.parse_known_args(arguments)[0].database
    if database:
        os.environ["DATABASE_URL"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aquamind.settings")

    import django
    from django.core.management import call_command
    from django.db import connections

    from aquamind.refusals import told_in_one_line

    with told_in_one_line():
        django.setup()
        call_command("migrate", verbosity=0)
        connections.close_all()
