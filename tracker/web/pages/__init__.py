"""One module per group of pages; each view says who may enter."""
