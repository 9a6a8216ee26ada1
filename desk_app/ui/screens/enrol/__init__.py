"""The first run: the desk joins a centre, or becomes a training desk."""
