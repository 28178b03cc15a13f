"""Links of live pages: those within the site, and those to other sites."""
