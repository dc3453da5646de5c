"""Speed of a session end to end against the raw load of the same rows into the same tables, in one run."""
