"""What both drivers need around a task. No orchestration lives here."""
