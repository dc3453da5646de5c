"""Charts by name, one module a subject: each takes a user and a day, and gives a Chart."""
