-- What people keep to use again: templates of actions, and conditions.
CREATE TABLE library (
    -- template or query.
    kind        TEXT NOT NULL,
    id          TEXT NOT NULL,
    name        TEXT NOT NULL,
    content     TEXT NOT NULL,
    changed_by  TEXT NOT NULL,
    changed_at  BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);
