"""What the embedded database says, in the user's words: one line that ends with the remedy."""

from aquasim.commands import manage

MIGRATE = f"bring the database up to date with: {manage('migrate')}"
PERMISSIONS = "change its permissions or name another file in DATABASE_URL"
STRANGE_ROWS = (
    "it holds rows that no session of the ledger wrote ({0}); start over with `aquamind clear`, or name another "
    "database in DATABASE_URL"
)
IMPOSSIBLE_VALUE = (
    "a row holds a value that its table does not allow ({0}); move the parameters you changed back towards those of "
    "the preset, then start over with `aquamind clear`"
)
_BY_WORDS = (
    ("database or disk is full", "the disk is full; free some space, then go on with: aquamind resume"),
    ("database is locked", "another program holds the database; close it, then go on with: aquamind resume"),
    ("readonly database", "the database or its folder cannot be written; change its permissions"),
    ("unable to open database file", f"it cannot be opened as a file; {PERMISSIONS}"),
    ("disk I/O error", "the disk is full, over a limit, or failing; mend that, then go on with: aquamind resume"),
    ("file is not a database", "is not a SQLite database; name another file in DATABASE_URL"),
    ("malformed", "the file is damaged; move it away and generate again"),
    ("no such table", f"{{0}}; {MIGRATE}"),
    ("UNIQUE constraint failed", STRANGE_ROWS),
    ("CHECK constraint failed", IMPOSSIBLE_VALUE),
)


def explained(text: str) -> str:
    """One line that says what happened and what to do."""
    for sign, words in _BY_WORDS:
        if sign in text:
            return words.format(text)
    return text
