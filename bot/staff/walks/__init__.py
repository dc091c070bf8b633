"""Walks: staff try procedures out, each alone or a topic together."""
