-- Whether each row is as it was written, under a key of the vault: for one enrolment in its own column, for each whole
-- table in the sums that the head of the trail seals. Both are empty until the ledger is opened for the first time.
ALTER TABLE enrolment ADD COLUMN seal BLOB CHECK (seal IS NULL OR length(seal) = 16);
ALTER TABLE trail_head ADD COLUMN link BLOB CHECK (link IS NULL OR length(link) = 32);
ALTER TABLE trail_head ADD COLUMN sums BLOB;

-- Counts the passphrases of its kind. With 0 it was wrapped by an older version, which bound neither kind nor count.
ALTER TABLE vault_slot ADD COLUMN generation INTEGER NOT NULL DEFAULT 0 CHECK (generation >= 0);

-- The last entry of the trail when the export was begun.
ALTER TABLE export ADD COLUMN entry INTEGER;
ALTER TABLE export ADD COLUMN link BLOB CHECK (link IS NULL OR length(link) = 32);
