"""Files people gave us and files derived from them; never what a model says."""
