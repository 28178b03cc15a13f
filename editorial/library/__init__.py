"""A library folder: reading, checking, loading and exporting its files."""
