"""What a learner has to do today."""
