"""Ways in for paper: one small port, one file per way of scanning, drivers in a process apart."""
