"""Sets the environment up from a fresh clone; see `make install`."""
