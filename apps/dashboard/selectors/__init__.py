"""What the pages ask the database, one module a subject. Every query goes through `visible`."""
