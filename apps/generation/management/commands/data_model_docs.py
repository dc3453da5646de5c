from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.generation.data_model import data_model_text

DATA_MODEL = Path(settings.BASE_DIR) / "aquamind" / "docs" / "database" / "data_model.md"


class Command(BaseCommand):
    help = "Write the reference of the database, aquamind/docs/database/data_model.md."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; fail if the file is not current")
        parser.add_argument("--path", type=Path, default=DATA_MODEL, help="another file to write or check")

    def handle(self, *, check: bool, path: Path, **options):
        text = data_model_text()
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            raise CommandError(f"{path} differs from the models; run `python manage.py data_model_docs` and commit it.")
