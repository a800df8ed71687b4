-- What Lockstep knows of a job beside the hub: the order, who gave it, what it is called, and, once it has ended, the job.
-- Instants are epoch milliseconds; JSON is the dashboard's, see crates/api.
CREATE TABLE jobs (
    id           TEXT PRIMARY KEY,
    name         TEXT,
    note         TEXT,
    created_by   TEXT,
    created_at   BIGINT NOT NULL,
    -- The job that this one repeats, and for which devices.
    parent       TEXT,
    reason       TEXT,
    -- Of an order that took several jobs: the first of them, which one this is, how many there are.
    series       TEXT,
    part         BIGINT,
    parts        BIGINT,
    -- The order as it was given; absent for a job that was made elsewhere.
    job_order    TEXT,
    -- submitting, waiting, submitted, refused or withdrawn; absent for a job that was made elsewhere.
    stage        TEXT,
    -- Why it was refused.
    problem      TEXT,
    -- The job as the hub last told it; final once archived.
    job          TEXT,
    archived_at  BIGINT
);
CREATE INDEX jobs_by_stage ON jobs (stage, created_at);
CREATE INDEX jobs_by_age ON jobs (created_at);
CREATE INDEX jobs_by_parent ON jobs (parent);

-- The devices of archived jobs, in row order.
CREATE TABLE job_rows (
    job     TEXT NOT NULL,
    place   BIGINT NOT NULL,
    device  TEXT NOT NULL,
    -- The hub's own word for the row, and the row as the dashboard has it.
    status  TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (job, place)
);
CREATE INDEX job_rows_by_device ON job_rows (device, job);
