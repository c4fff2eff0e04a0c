"""The bound of plans that serve everyone in as many visits as they like."""
