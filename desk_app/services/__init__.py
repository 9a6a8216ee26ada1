"""What people do at the desk; each module owns its transaction."""
