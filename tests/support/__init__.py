"""What the tests stand on: real databases, a real mail server, a real browser. No tests in here."""
