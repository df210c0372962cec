"""What runs inside a Lambda: tickets in, records in the log, tickets out."""
