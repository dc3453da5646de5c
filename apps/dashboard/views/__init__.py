"""Pages, and the data of their charts. They read; nothing is written here."""
