"""Other people's counters: who gives slots, and how a booking with them is kept true."""
