"""Everything on one machine: the local services, the processes, and the guided tour that `make demo` is."""
