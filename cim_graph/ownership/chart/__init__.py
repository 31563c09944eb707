"""What a structure of ownership looks like: boxes and lines, in layers, on a terminal, on paper, in BODS."""
