-- The parts of an order are looked for by the first of them.
CREATE INDEX jobs_by_series ON jobs (series);
