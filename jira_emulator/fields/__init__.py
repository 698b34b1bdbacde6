"""How each kind of field is read from a request, shown in an answer, and written in the changelog."""
