"""What the forum below tells moderation."""
