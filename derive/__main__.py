"""``python -m derive``."""

import sys

from derive.cli import main

if __name__ == "__main__":  # a worker process imports this module too
    sys.exit(main())
