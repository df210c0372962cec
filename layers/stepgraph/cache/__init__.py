"""Results of nodes, kept for equal inputs. Nothing that a run cannot do without lives here."""
