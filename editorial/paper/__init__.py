"""Pages on paper: handouts to print, or as a PDF file."""
