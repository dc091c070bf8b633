"""The press: what a citizen takes along, as paper, picture and calendar entries."""
