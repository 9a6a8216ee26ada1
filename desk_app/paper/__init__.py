"""Bytes in, bytes out: forms, barcodes, pages. No Qt, no database."""
