"""Where everything stands in a drawing, in layers from top to bottom. Pure, and in whole units."""
