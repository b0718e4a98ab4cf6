"""What machines that watch omniweb may ask: alive, ready, how busy."""
