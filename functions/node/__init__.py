"""The Lambda of a graph's node; deployed once for each."""
