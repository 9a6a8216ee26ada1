"""Small parts of screens, one widget to a file."""
