"""Tables, each described once: one file for each part of the house. Nothing else belongs here."""
