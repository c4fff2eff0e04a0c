"""Benchmarks: self-registered specs, one runner, tables in RESULTS.md."""
