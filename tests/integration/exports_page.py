"""Runs the lines of README.md and docs/exports.md; as a program it writes their outputs into the pages."""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = (REPOSITORY / "README.md", REPOSITORY / "docs" / "exports.md")
EXAMPLE = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def examples_in(page: Path) -> list[tuple[str, str]]:
    """Lines of a page, each with what it says they print."""
    return EXAMPLE.findall(page.read_text(encoding="utf-8"))


def make_data_sets(folder: Path) -> None:
    """The two data sets that the pages read."""
    from aquasim.export.dataset import export_simulation
    from aquasim.export.duckdb_file import DuckDbFile
    from aquasim.export.folder import Folder
    from aquasim.export.selection import Selection
    from aquasim.export.spill import Spill
    from aquasim.export.verify import stored_rows
    from aquasim.presets import load_parameters

    export_simulation(load_parameters("smoke"), 1, str(folder / "smoke"))
    with (
        stored_rows(str(folder / "smoke")) as (tables, rows),
        Folder(str(folder / "smoke-db")) as target,
        target.scratch() as scratch,
    ):
        file = DuckDbFile(target, scratch, Selection())
        for table in tables:
            spill = Spill(table, scratch)
            for chunk in rows(table):
                spill.add(chunk)
            for month in spill.months():
                file.write(table, month, spill.rows(month))
        file.close()


def output_of(code: str, folder: Path) -> str:
    """What a line prints in the folder of the data sets."""
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return "\n".join(line.rstrip() for line in done.stdout.rstrip().splitlines())


def main() -> None:
    """Write the outputs into the pages."""
    with TemporaryDirectory() as folder:
        make_data_sets(Path(folder))
        for page in PAGES:
            text = EXAMPLE.sub(
                lambda found: f"```python\n{found[1]}```\n\n```text\n{output_of(found[1], Path(folder))}\n```",
                page.read_text(encoding="utf-8"),
            )
            page.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
