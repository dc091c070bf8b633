"""Procedures as pictures: a flow in, a diagram in the words of the house out."""
