"""Many machines at once: collected results in, one database and one page out."""
