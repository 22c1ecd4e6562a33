"""The models room: what a text classifier is, from tokenizer to logits (transformers)."""
