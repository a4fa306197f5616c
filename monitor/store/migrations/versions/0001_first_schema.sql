-- The first schema: sources, entries, articles, sketches, launches, announcements, messages, alerts, corrections.

CREATE TABLE source_state (
  source_id TEXT PRIMARY KEY NOT NULL,
  etag TEXT,
  last_modified TEXT,
  body_hash TEXT,
  checked_at DATETIME,
  next_at DATETIME,
  health TEXT NOT NULL,
  reason TEXT NOT NULL,
  since DATETIME,
  failures INTEGER NOT NULL,
  newest_entry_at DATETIME,
  title TEXT NOT NULL,
  listed_at DATETIME,
  last_window BLOB NOT NULL,
  overrun_at DATETIME,
  overruns INTEGER NOT NULL,
  noticed_at DATETIME,
  asked_as TEXT NOT NULL
);

CREATE TABLE article (
  id INTEGER PRIMARY KEY NOT NULL,
  canonical TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  published TEXT,
  author TEXT,
  language TEXT NOT NULL,
  canonical_url TEXT,
  original_url TEXT,
  source_id TEXT NOT NULL,
  source_name TEXT NOT NULL,
  tier TEXT NOT NULL,
  organisation TEXT,
  cluster_id INTEGER REFERENCES article (id),
  sort_at DATETIME NOT NULL,
  read_at DATETIME NOT NULL
);
CREATE INDEX article_by_time ON article (sort_at);

CREATE TABLE article_alias (
  key TEXT PRIMARY KEY NOT NULL,
  article_id INTEGER NOT NULL REFERENCES article (id),
  stated BOOLEAN NOT NULL
);
CREATE INDEX article_alias_by_article ON article_alias (article_id);

CREATE INDEX article_by_cluster ON article (cluster_id);

CREATE TABLE sketch (
  article_id INTEGER PRIMARY KEY NOT NULL REFERENCES article (id),
  leader_id INTEGER NOT NULL REFERENCES article (id),
  version INTEGER NOT NULL,
  sample BLOB NOT NULL,
  size INTEGER NOT NULL,
  at DATETIME NOT NULL
);

CREATE TABLE shingle (
  month INTEGER NOT NULL,
  value BIGINT NOT NULL,
  article_id INTEGER NOT NULL,
  PRIMARY KEY (month, value, article_id)
) WITHOUT ROWID;

CREATE TABLE part (
  part_id INTEGER NOT NULL REFERENCES article (id),
  whole_id INTEGER NOT NULL REFERENCES article (id),
  containment FLOAT NOT NULL,
  PRIMARY KEY (part_id, whole_id)
);
CREATE INDEX part_by_whole ON part (whole_id);

CREATE TABLE source_line (
  source_id TEXT NOT NULL,
  line BIGINT NOT NULL,
  titles BLOB NOT NULL,
  article_id INTEGER NOT NULL,
  PRIMARY KEY (source_id, line)
) WITHOUT ROWID;
CREATE INDEX source_line_by_article ON source_line (source_id, article_id);

CREATE TABLE entry (
  id INTEGER PRIMARY KEY NOT NULL,
  source_id TEXT NOT NULL,
  identity TEXT NOT NULL,
  canonical TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  published TEXT,
  summary TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_at DATETIME,
  reason TEXT NOT NULL,
  article_id INTEGER REFERENCES article (id),
  baseline BOOLEAN NOT NULL,
  sort_at DATETIME NOT NULL,
  first_seen_at DATETIME NOT NULL,
  CONSTRAINT one_entry_a_source UNIQUE (source_id, identity)
);
CREATE INDEX entry_by_due ON entry (source_id, next_at);
CREATE INDEX entry_by_canonical ON entry (canonical, source_id);
CREATE INDEX entry_by_article ON entry (article_id);

CREATE TABLE launch (
  id INTEGER PRIMARY KEY NOT NULL,
  key TEXT NOT NULL UNIQUE,
  key_organisation TEXT NOT NULL,
  key_family TEXT NOT NULL,
  key_version TEXT NOT NULL,
  key_variant TEXT NOT NULL,
  key_size TEXT NOT NULL,
  release TEXT NOT NULL,
  model TEXT NOT NULL,
  version TEXT,
  organisations TEXT NOT NULL,
  status TEXT NOT NULL,
  first_seen_at DATETIME NOT NULL,
  status_at DATETIME NOT NULL,
  seen_at DATETIME NOT NULL,
  date TEXT,
  modality TEXT NOT NULL,
  domain TEXT,
  parameters TEXT,
  named BOOLEAN NOT NULL,
  rumour BOOLEAN NOT NULL,
  confidence FLOAT NOT NULL,
  names TEXT NOT NULL
);
CREATE INDEX launch_by_family ON launch (key_family);
CREATE INDEX launch_by_change ON launch (status_at);

CREATE TABLE announcement (
  id INTEGER PRIMARY KEY NOT NULL,
  article_id INTEGER NOT NULL REFERENCES article (id),
  launch_id INTEGER REFERENCES launch (id),
  model TEXT NOT NULL,
  version TEXT,
  organisations TEXT NOT NULL,
  status TEXT NOT NULL,
  date TEXT,
  modality TEXT NOT NULL,
  domain TEXT,
  parameters TEXT,
  background BOOLEAN NOT NULL,
  named BOOLEAN NOT NULL,
  rumour BOOLEAN NOT NULL,
  confidence FLOAT NOT NULL,
  evidence TEXT NOT NULL,
  doubt TEXT NOT NULL,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  previous TEXT,
  launch_status TEXT,
  launch_status_at DATETIME,
  launch_date TEXT,
  launch_rumour BOOLEAN,
  split_from INTEGER REFERENCES launch (id),
  created_at DATETIME NOT NULL
);
CREATE INDEX announcement_by_article ON announcement (article_id);
CREATE INDEX announcement_by_launch ON announcement (launch_id);

-- The words come cut and folded (monitor/text/words.py): what is not ASCII is a letter to it, and 4.5 is a word.
CREATE VIRTUAL TABLE announcement_search USING fts5 (
  names, words, content = '', columnsize = 0, tokenize = "ascii tokenchars '.'"
);
-- Merged a hundred at a time, and never in between: that costs an announcement 0.2 ms, not 0.4 (bench/search.py).
INSERT INTO announcement_search (announcement_search, rank) VALUES ('automerge', 0), ('crisismerge', 100);

CREATE TABLE message (
  id INTEGER PRIMARY KEY NOT NULL,
  channel TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_at DATETIME NOT NULL,
  lease_until DATETIME,
  reply TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  accepted_at DATETIME,
  notice TEXT
);
CREATE INDEX message_by_due ON message (state, next_at);

CREATE TABLE alert (
  id INTEGER PRIMARY KEY NOT NULL,
  channel TEXT NOT NULL,
  launch_id INTEGER NOT NULL REFERENCES launch (id),
  rank INTEGER NOT NULL,
  announcement_id INTEGER NOT NULL REFERENCES announcement (id),
  message_id INTEGER REFERENCES message (id),
  waits TEXT,
  withdrawn BOOLEAN NOT NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT one_alert_a_status UNIQUE (channel, launch_id, rank)
);
CREATE INDEX alert_by_launch ON alert (launch_id);
CREATE INDEX alert_by_message ON alert (message_id);

CREATE TABLE correction (
  id INTEGER PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  keys TEXT NOT NULL,
  url TEXT NOT NULL,
  after INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  undone_at DATETIME
);
