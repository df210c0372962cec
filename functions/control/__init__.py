"""The Lambda that runs of a graph come to when they leave its static path."""
