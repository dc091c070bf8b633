"""The handbook on paper: all procedures of a county in one volume, for the window's desk."""
