-- Whose a session is, and what they may do. Those there are were opened with the operator token.
ALTER TABLE sessions ADD COLUMN subject TEXT NOT NULL DEFAULT 'local';
ALTER TABLE sessions ADD COLUMN role TEXT NOT NULL DEFAULT 'admin';
