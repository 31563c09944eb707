"""The GraphQL door: the schema, its limits, its errors, and GraphQL over HTTP."""
