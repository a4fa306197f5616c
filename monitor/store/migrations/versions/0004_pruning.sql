-- Whoever deletes an article has it asked whether a sketch names it as its leader: without an index, of all sketches.

CREATE INDEX sketch_by_leader ON sketch (leader_id);
