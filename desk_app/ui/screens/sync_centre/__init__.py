"""What the desk has still to tell the centre: the truth about the queue and the line."""
