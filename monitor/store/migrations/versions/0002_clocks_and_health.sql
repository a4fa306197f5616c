-- What the clock and the health of sources need: digests, quiet hours, rhythms, second opinions, unanswered messages.
-- What was written before gets the values of a source, message or alert of which nothing of the kind is known.

ALTER TABLE source_state ADD COLUMN rhythm BLOB NOT NULL DEFAULT X'';
ALTER TABLE source_state ADD COLUMN fresh_for INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source_state ADD COLUMN whole_at DATETIME;
ALTER TABLE source_state ADD COLUMN moved_to TEXT NOT NULL DEFAULT '';
ALTER TABLE source_state ADD COLUMN content TEXT NOT NULL DEFAULT 'ok';
ALTER TABLE source_state ADD COLUMN unwell INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source_state ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source_state ADD COLUMN told_at DATETIME;

ALTER TABLE entry ADD COLUMN expected_at DATETIME;

ALTER TABLE announcement ADD COLUMN opinion TEXT NOT NULL DEFAULT '';
ALTER TABLE announcement ADD COLUMN moved_from TEXT;

ALTER TABLE message ADD COLUMN unanswered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN due_at DATETIME NOT NULL DEFAULT '1970-01-01 00:00:00.000000';
ALTER TABLE message ADD COLUMN digest TEXT;
ALTER TABLE message ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT 0;
UPDATE message SET due_at = created_at;

CREATE TABLE digest (
  id INTEGER PRIMARY KEY NOT NULL,
  channel TEXT NOT NULL,
  name TEXT NOT NULL,
  message_id INTEGER REFERENCES message (id),
  last_alert INTEGER NOT NULL,
  last_announcement INTEGER NOT NULL,
  written_at DATETIME NOT NULL,
  CONSTRAINT one_digest_a_name UNIQUE (channel, name)
);

ALTER TABLE alert RENAME TO alert_before;
DROP INDEX alert_by_launch;
DROP INDEX alert_by_message;
CREATE TABLE alert (
  id INTEGER PRIMARY KEY NOT NULL,
  channel TEXT NOT NULL,
  launch_id INTEGER NOT NULL REFERENCES launch (id),
  rank INTEGER NOT NULL,
  announcement_id INTEGER NOT NULL REFERENCES announcement (id),
  message_id INTEGER REFERENCES message (id),
  waits TEXT,
  lapsed TEXT NOT NULL,
  withdrawn BOOLEAN NOT NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT one_alert_a_status UNIQUE (channel, launch_id, rank, lapsed)
);
INSERT INTO alert (id, channel, launch_id, rank, announcement_id, message_id, waits, lapsed, withdrawn, created_at)
  SELECT id, channel, launch_id, rank, announcement_id, message_id, waits, '', withdrawn, created_at FROM alert_before;
DROP TABLE alert_before;
CREATE INDEX alert_by_launch ON alert (launch_id);
CREATE INDEX alert_by_message ON alert (message_id, channel, waits);

CREATE TABLE question_day (
  day TEXT PRIMARY KEY NOT NULL,
  asked INTEGER NOT NULL
);
