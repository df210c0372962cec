"""Speed, as ratios to a peer from its package: the same source, the same machine, one run."""
