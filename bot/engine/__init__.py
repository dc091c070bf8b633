"""One turn of thought: pure functions from a session and an event to a session and replies."""
