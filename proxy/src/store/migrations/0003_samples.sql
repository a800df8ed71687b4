-- How many devices of the fleet there were and were connected, now and then.
CREATE TABLE samples (
    at        BIGINT PRIMARY KEY,
    total     BIGINT NOT NULL,
    connected BIGINT NOT NULL
);
