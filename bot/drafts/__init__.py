"""Drafts: what staff drop into their group is vetted, laid out as a home of its own, and checked, before it may be tried."""
