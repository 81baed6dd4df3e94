-- Times are seconds since 1970 (UTC). Booleans are 0 and 1.

-- People who sign in to this site; never wiki accounts.
CREATE TABLE users (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('evaluator', 'admin')),
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;

-- Signed-in browsers. The id is stored as its SHA-256: who reads this table cannot sign in with it.
CREATE TABLE sessions (
    id_hash TEXT PRIMARY KEY NOT NULL,
    user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
    data TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- The last day on which it was used (to the day, not to the visit).
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- A named list of members with an owner.
CREATE TABLE cohorts (
    -- Ids are never used again: pages that are still open, and addresses, name them.
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- NULL until its first version is saved.
    name TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX cohort_names ON cohorts (owner_id, name);

-- One membership of a cohort; a changed list is a new version. A saved version never changes.
CREATE TABLE cohort_versions (
    -- Ids are never used again: pages that are still open, and addresses, name them.
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    cohort_id INTEGER NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    wiki TEXT NOT NULL,
    -- The wikis of the members that are used, as a JSON list: that one first.
    wikis TEXT NOT NULL,
    -- Where the list came from and how it was read, as JSON of cohort::Origin.
    origin TEXT NOT NULL,
    -- What its owner has typed for the cohort's name while it is a draft.
    typed_name TEXT NOT NULL,
    -- SHA-256 over the wiki and the members that are used, in order.
    hash TEXT NOT NULL,
    -- How many lines have which fate, as JSON of cohort::Counts.
    counts TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- NULL while it is a draft: read, but not yet accepted by its owner.
    saved_at INTEGER,
    UNIQUE (cohort_id, number)
) STRICT;

-- A cohort has one draft at a time.
CREATE UNIQUE INDEX cohort_drafts ON cohort_versions (cohort_id) WHERE saved_at IS NULL;

-- Every line as it was typed and what became of it.
CREATE TABLE members (
    version_id INTEGER NOT NULL REFERENCES cohort_versions (id) ON DELETE CASCADE,
    line INTEGER NOT NULL,
    typed TEXT NOT NULL,
    -- The cell of the name while a table is a draft, as JSON of cohort::member::Cell; of a saved one `typed` is the name.
    cell TEXT,
    -- The wiki on which the line was looked up.
    wiki TEXT NOT NULL,
    -- The date of the member's own event, as it was typed.
    event TEXT,
    -- What the line stands for, as JSON of cohort::Outcome.
    outcome TEXT NOT NULL,
    -- What the owner decided about it.
    decision TEXT NOT NULL CHECK (decision IN ('keep', 'leave_out', 'undo_mend')),
    PRIMARY KEY (version_id, line)
) STRICT, WITHOUT ROWID;

-- One execution of a request by the queue.
CREATE TABLE runs (
    -- Never used twice: the address of a run stays the address of this run.
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    cohort_id INTEGER REFERENCES cohorts (id) ON DELETE SET NULL,
    version_id INTEGER REFERENCES cohort_versions (id) ON DELETE SET NULL,
    -- Title of the page while it waits: the cohort's name when it was asked.
    title TEXT NOT NULL,
    -- The request in its canonical form.
    request TEXT NOT NULL,
    -- Key of the question when it was asked: of equal ones only one counts at a time, and the others find its answer.
    key TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    -- Accounts to measure and measured.
    total INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    -- Short runs have a slot of their own.
    short INTEGER NOT NULL CHECK (short IN (0, 1)),
    -- Place in the queue when it was asked, for "was 2nd".
    place INTEGER NOT NULL,
    -- Running number of its last start among the starts of all runs; NULL before the first. Owners are served in turn
    -- by it, and it tells one execution of a run from another.
    turn INTEGER UNIQUE,
    -- Starts that ended neither well nor badly nor in good order.
    attempts INTEGER NOT NULL DEFAULT 0,
    cancel_asked INTEGER NOT NULL DEFAULT 0 CHECK (cancel_asked IN (0, 1)),
    queued_at INTEGER NOT NULL,
    started_at INTEGER,
    -- When the run last gave a sign of life: when `done` was written.
    heartbeat_at INTEGER,
    ended_at INTEGER,
    -- Why it failed, in words.
    failure TEXT,
    result_id TEXT REFERENCES results (id) ON DELETE SET NULL,
    -- Edits and bytes of the edits file that were read.
    rows_read INTEGER,
    bytes_read INTEGER
) STRICT;

CREATE INDEX runs_by_state ON runs (state, key);
CREATE INDEX runs_by_owner ON runs (owner_id, turn);

-- Runs that wait, in the order in which they are served: each owner's oldest first, and of the owners the one whose
-- last start is longest ago. Claiming and the place that a page shows read the same order here.
CREATE VIEW waiting AS
SELECT
    id,
    short,
    key,
    ROW_NUMBER() OVER (ORDER BY round, last_turn NULLS FIRST, oldest) AS position
FROM (
    SELECT
        id,
        short,
        key,
        ROW_NUMBER() OVER (PARTITION BY owner_id ORDER BY id) AS round,
        MIN(id) OVER (PARTITION BY owner_id) AS oldest,
        -- The start of a run that was given back does not count.
        (
            SELECT MAX(turn)
            FROM runs AS started
            WHERE started.owner_id = queued.owner_id AND started.state <> 'queued'
        ) AS last_turn
    FROM runs AS queued
    WHERE state = 'queued'
);

-- Rows that were computed for a key, shared by everybody who asks the same. The rows are a file named by its hash.
CREATE TABLE computed (
    key TEXT PRIMARY KEY NOT NULL,
    rows_hash TEXT NOT NULL,
    -- The document without its rows, as JSON.
    head TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Frozen results. Never overwritten.
CREATE TABLE results (
    id TEXT PRIMARY KEY NOT NULL,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    cohort_id INTEGER REFERENCES cohorts (id) ON DELETE SET NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    rows_hash TEXT NOT NULL,
    -- The document without its rows, as JSON.
    head TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX results_by_owner ON results (owner_id, created_at);
CREATE INDEX results_by_key ON results (key);
CREATE INDEX results_by_rows ON results (rows_hash);

-- Links by which others see the totals of a result; a result has one at a time.
CREATE TABLE shares (
    -- What stands in the address. It is kept as it is and not as a hash, because its owner wants to see and copy the
    -- link again, and because it opens less than `results` shows to whoever reads this database.
    token TEXT PRIMARY KEY NOT NULL,
    result_id TEXT NOT NULL UNIQUE REFERENCES results (id) ON DELETE CASCADE,
    -- What others read in place of the result's title, which may be a name of people.
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
