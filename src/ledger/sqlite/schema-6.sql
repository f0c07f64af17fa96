-- Whether nobody can sign in to the account of that person, where the list said so; empty otherwise, so that the rows of
-- older lists are what they were.
ALTER TABLE person ADD COLUMN disabled INTEGER CHECK (disabled IS NULL OR disabled = 1);
