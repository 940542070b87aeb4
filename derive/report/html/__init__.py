"""The report as a page: the author's document with a mark at every step."""
