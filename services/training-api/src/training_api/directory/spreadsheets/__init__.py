"""Spreadsheets as rows of texts."""
