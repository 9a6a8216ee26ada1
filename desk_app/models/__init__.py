"""What the desk knows: tables, one engine, migrations."""
