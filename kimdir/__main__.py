"""`python -m kimdir`."""

from kimdir import cli

cli.main()
