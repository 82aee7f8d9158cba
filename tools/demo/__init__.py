"""`bin/serve --demo`: the living example company Van Dijk Interieur, and a mail server at which its mail arrives."""
