"""From the road table to `Travel`; and from a real road network to a road table."""
