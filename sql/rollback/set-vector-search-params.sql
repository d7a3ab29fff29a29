--! purpose: Call the application's own function that sets how vectors are searched, with the name of a profile.
--! effect: change
--! statement: application-call
--! params: profile:text
--! risk: runs what the application's function says; ReplyX's sets its own session only
--! expects: one row: what the function answers
--! verify: verify/vector-search-probes.sql
select set_vector_search_params($1);
