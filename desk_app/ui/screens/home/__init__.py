"""The counter at a glance: begin, go on, what waits. The model of how a screen is written."""
