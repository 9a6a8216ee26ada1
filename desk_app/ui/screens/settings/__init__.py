"""What can be set at this desk, tried out in place."""
