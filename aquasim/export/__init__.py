"""Data sets outside a database: from a store or straight from the simulator to files, and back to digests."""
