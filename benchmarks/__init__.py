"""Measurements of the program: each figure against a peer or a limit, in the same run."""
