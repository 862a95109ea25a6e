"""What people type, turned into what actions take. Actions refuse; forms only read."""
