"""The planning model itself: whole numbers, standard library and numpy only."""
