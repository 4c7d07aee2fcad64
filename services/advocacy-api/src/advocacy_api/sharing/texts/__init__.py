"""What a share says: whose words, where its disclosure stands, and how much of it a network takes."""
