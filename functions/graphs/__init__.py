"""The graphs of this bundle, one folder each; stepgraph.toml lists them."""
