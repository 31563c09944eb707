"""The GraphQL door: one file a capability, and what they share."""
