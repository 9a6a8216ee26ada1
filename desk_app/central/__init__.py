"""The reference central server: its own tables, HTTP API, numbers, public status page."""
