-- Indices for what was looked for in whole tables: with 1,000,000 articles each of these took 10 ms to a second.

DROP INDEX launch_by_family;
CREATE INDEX launch_by_family ON launch (key_family, seen_at);
CREATE INDEX launch_by_version ON launch (key_family, key_version);
CREATE INDEX launch_by_first_sight ON launch (first_seen_at);
CREATE INDEX launch_by_organisation ON launch (key_organisation, key_family);
CREATE INDEX launch_by_status ON launch (status, status_at);
CREATE INDEX launch_by_modality ON launch (modality, status_at);
CREATE INDEX alert_by_announcement ON alert (announcement_id);
CREATE INDEX message_by_acceptance ON message (accepted_at) WHERE accepted_at IS NOT NULL;
CREATE INDEX message_by_lease ON message (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX notice_by_time ON message (created_at) WHERE notice IS NOT NULL;
