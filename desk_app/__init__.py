"""The program on the counter of a one-stop shop."""

__version__ = "0.1.0"
