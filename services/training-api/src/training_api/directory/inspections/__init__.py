"""HR's file of people, brought into the directory."""
