"""Long-term memory: items under namespaces, for all threads. No state of a thread lives here."""
