"""The benchmark: what a track costs, beside the usual way of making one."""
