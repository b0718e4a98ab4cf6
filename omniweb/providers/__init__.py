"""What each model endpoint accepts and costs, and how to speak to it; no rows here."""
