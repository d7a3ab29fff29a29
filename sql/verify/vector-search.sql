--! purpose: One search among the embeddings, through the application's own function.
--! effect: read
--! statement: select
--! params: query:text, results:integer
--! risk: compares with every embedding where no vector index helps
--! expects: up to that many rows: id integer, similarity_score float8
select found.id, found.similarity_score::float8 as similarity_score
from search_embeddings_simple($1, $2, null) as found;
