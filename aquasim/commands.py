"""Commands as they are typed here: by name where the shell finds them, else by the path to them."""

import shutil
import sys
from pathlib import Path

import aquasim

HOME = Path(aquasim.__file__).resolve().parents[1]
"""The checkout, whose migrations own the schema."""


def typed_name() -> str:
    """`aquamind`, or the path to it."""
    if shutil.which("aquamind"):
        return "aquamind"
    installed = shutil.which("aquamind", path=str(_programs()))
    return _near(Path(installed)) if installed else f"{_near(Path(sys.executable))} -m aquasim"


def manage(command: str) -> str:
    """`python manage.py` with a command, by the Python that has what it needs."""
    found = shutil.which("python")
    python = "python" if found and Path(found).parent == _programs() else _near(Path(sys.executable))
    return f"{python} {_near(HOME / 'manage.py')} {command}"


def _programs() -> Path:
    return Path(sys.executable).parent


def _near(path: Path) -> str:
    """From the current folder; a link stays the link, because the Python of an environment is one."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
