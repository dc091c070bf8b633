"""What a procedure is: its model, its figures, how it is read, checked and walked on paper."""
