"""The advocacy service: ambassadors, content, shares, points and thanks."""
