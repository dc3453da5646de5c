"""One self-contained page of plots of a generated company, read from its database."""

from pathlib import Path

from aquasim.sinks.store import Store


def write_report(store: Store, path: Path) -> Path:
    """Write the report of everything the store holds; returns its path.

    Equal databases give equal pages. Plots are drawn without a display.

    Raises
    ------
    CheckpointError
        Where no day of any session has been generated.
    SinkError
        Where the database cannot be read.
    """
    from aquasim.report.company import read_company

    company = read_company(store)
    from aquasim.report.calibration import calibrate
    from aquasim.report.page import page  # draws, so it takes half a second to import: not before there is something

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(company, calibrate(store, company)), encoding="utf-8", newline="\n")
    return path


__all__ = ["write_report"]
