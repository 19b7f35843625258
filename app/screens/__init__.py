"""One module per screen. Screens show and pass on; they decide nothing."""
