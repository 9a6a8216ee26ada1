"""Where numbers come from when the centre is out of reach."""
