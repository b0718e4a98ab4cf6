"""Work that outlives the request, and a log anyone may replay; never what it is."""
