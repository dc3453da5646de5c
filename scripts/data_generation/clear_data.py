"""Remove the generated rows; users and the rows they entered stay.

python scripts/data_generation/clear_data.py --quick
"""

import sys

from entry import run

if __name__ == "__main__":
    run("clear", sys.argv[1:])
