-- The outlet that an article names as its text's, and what of it could not be decoded; articles in a row in which a
-- source's selectors matched nothing.

ALTER TABLE article ADD COLUMN original_name TEXT;
ALTER TABLE article ADD COLUMN undecodable FLOAT NOT NULL DEFAULT 0;
ALTER TABLE source_state ADD COLUMN unmatched INTEGER NOT NULL DEFAULT 0;
