-- When an order that had to wait left the queue: for the hub, or because it was withdrawn or refused.
ALTER TABLE jobs ADD COLUMN left_queue_at BIGINT;
