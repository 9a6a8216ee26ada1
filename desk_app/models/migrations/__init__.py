"""Steps from each schema of the desk's database to the next."""
