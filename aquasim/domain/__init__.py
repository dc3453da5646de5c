"""Salmon biology and water as pure functions: arrays in, arrays out, no I/O, no randomness of their own."""
