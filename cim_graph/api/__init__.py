"""The GraphQL door: types, and for each field the question to a service."""
