"""Answers to a version: who gave theirs, who has it open, and who is late."""
