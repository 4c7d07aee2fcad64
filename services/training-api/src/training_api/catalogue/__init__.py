"""What can be learned, and what comes before what."""
