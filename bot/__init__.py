"""The guidance bot of Xia County: from what a citizen says to the right list, date, fee, clause and door."""
