"""The pages of the inbox: lists, a conversation, and the verbs."""
