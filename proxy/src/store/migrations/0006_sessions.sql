-- Who is signed in. The key of a session is in its browser's cookie alone: here is its hash, so that who reads this table
-- cannot sign in with it.
CREATE TABLE sessions (
    key_hash    TEXT PRIMARY KEY,
    person      TEXT NOT NULL,
    -- What it was opened with, such as the operator token of then; a session ends when that is no longer accepted.
    opened_with TEXT NOT NULL,
    opened_at   BIGINT NOT NULL,
    used_at     BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX sessions_by_age ON sessions (opened_at);
