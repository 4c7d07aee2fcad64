"""What each act is worth: rules that organisers make, put in force and retire."""
