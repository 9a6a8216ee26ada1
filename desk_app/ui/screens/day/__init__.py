"""The day for the supervisor: how much, when, where, for how much, and what needs a look."""
