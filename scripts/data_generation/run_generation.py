"""Generate or resume a session.

python scripts/data_generation/run_generation.py --session=1
python scripts/data_generation/run_generation.py --resume

Every option of `aquamind generate` is accepted. The tables are created first.
"""

import sys

from entry import run

if __name__ == "__main__":
    run("generate", sys.argv[1:])
