-- Which ledger this is, so that its backups are told from those of others in the same folder. 'restored_at' is set
-- when the file was put back from a backup, until the next opening has written that into the trail.
CREATE TABLE ledger (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  uid         BLOB NOT NULL CHECK (length(uid) = 8),
  restored_at INTEGER
) STRICT;
INSERT INTO ledger (one, uid) VALUES (1, randomblob(8));

-- The step whose answer was missing when a burn broke off.
ALTER TABLE enrolment ADD COLUMN broke_at TEXT
  CHECK (broke_at IN ('reading', 'authenticating', 'clock', 'seed', 'reading-back'));

-- 'prepared' before the temporary file is written, 'placing' when it is whole and synced and about to get its name,
-- 'written' after it is in place and synced, 'void' when it never came to be.
CREATE TABLE export_2 (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  at       INTEGER NOT NULL,
  operator INTEGER NOT NULL REFERENCES operator (id),
  format   TEXT NOT NULL,
  path     TEXT NOT NULL,
  partial  TEXT NOT NULL,
  sha256   BLOB NOT NULL CHECK (length(sha256) = 32),
  state    TEXT NOT NULL CHECK (state IN ('prepared', 'placing', 'written', 'void'))
) STRICT;
INSERT INTO export_2 SELECT id, at, operator, format, path, partial, sha256, state FROM export;
-- what was prepared by an older version may have its name already
UPDATE export_2 SET state = 'placing' WHERE state = 'prepared';
DROP TABLE export;
ALTER TABLE export_2 RENAME TO export;
