"""The desk's forms and lists of pages, and all that helps while one writes."""
