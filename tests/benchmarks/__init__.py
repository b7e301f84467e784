"""Benchmarks: this program beside others, run by hand with `make bench`."""
