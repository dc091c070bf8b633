"""Writing in the maintainers' files: house style, a new procedure, another figure."""
