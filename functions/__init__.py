"""One folder per Lambda: thin handlers, no logic."""
