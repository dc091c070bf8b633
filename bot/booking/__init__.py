"""Other people's counters."""
