"""Notes: what staff want mended, and where it is written."""
