"""What a broken or malicious desk, a stranger or a bad line may say to the centre."""
