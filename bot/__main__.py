"""`python -m bot` is `guide`."""

from bot.cli import main

main()
