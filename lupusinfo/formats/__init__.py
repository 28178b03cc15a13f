"""How dates and times are written, by language; a further one has a folder of its own."""
