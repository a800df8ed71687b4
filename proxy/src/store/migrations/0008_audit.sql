-- Who did what. Each record carries an HMAC over itself and the one before, with a key that is not in here.
CREATE TABLE audit (
    -- 1, 2, 3 and so on, without gaps.
    number  BIGINT PRIMARY KEY,
    at      BIGINT NOT NULL,
    -- JSON, to the byte as it was authenticated.
    record  TEXT NOT NULL,
    mac     TEXT NOT NULL
);
