"""The first stage: tables become a validated `Region` (`read`), dates become a `Calendar`."""
