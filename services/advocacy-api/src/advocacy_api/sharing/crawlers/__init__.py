"""Crawlers: who visits and is no person, by what it calls itself."""
