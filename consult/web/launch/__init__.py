"""Starting the whole of Consult on one machine: broker, worker, beat and web."""
