--! purpose: Create an index again from the definition that was kept before it was dropped, without blocking writes.
--! effect: change
--! statement: create-index-concurrently
--! params: definition:statement
--! risk: reads the whole table twice; a timeout or a lost connection leaves the index INVALID
--! expects: no rows; waits for every transaction that is older than the statement
--! verify: verify/index-state.sql
:{definition}
