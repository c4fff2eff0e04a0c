"""Tours: days over places that are served once and in one go, chosen with a proof."""
