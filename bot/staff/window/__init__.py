"""The window's side of appointments: who comes, what became of it, which times are closed."""
