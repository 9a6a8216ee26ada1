"""The steps by which the centre's database became what it is."""
