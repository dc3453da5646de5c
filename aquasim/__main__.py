"""`python -m aquasim` is `aquamind`."""

from aquasim.cli.main import main

if __name__ == "__main__":
    main()
