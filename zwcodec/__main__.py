"""`python -m zwcodec` is `zwdecode`."""

import sys

from zwcodec.cli import zwdecode

sys.exit(zwdecode())
