// What search looks up exactly: an identifier by its value, whatever its scheme.
CREATE INDEX identifier_value IF NOT EXISTS FOR (n:Identifier) ON (n.value);
