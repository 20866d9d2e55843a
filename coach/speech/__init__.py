"""Words to takes: engines, packs, the cache, levels."""
