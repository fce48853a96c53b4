"""Waivers, and what became of an earlier report."""
