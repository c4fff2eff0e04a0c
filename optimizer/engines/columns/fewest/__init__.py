"""Policy `fewest`, everyone served: every stop set that can matter is listed. See `proof.Proof`."""
