"""Where things are kept: paths, settings, the vault, logs."""
