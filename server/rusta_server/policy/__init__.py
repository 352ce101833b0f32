"""Where the policy in force comes from."""
