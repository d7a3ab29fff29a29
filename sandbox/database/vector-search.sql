-- purpose: phase 2: search parameters, and the one search that the runbook calls. Written for arrays and vectors alike.
CREATE OR REPLACE FUNCTION set_vector_search_params(profile text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  probes text := CASE profile WHEN 'default' THEN '1' WHEN 'balanced' THEN '10' WHEN 'accurate' THEN '30' END;
BEGIN
  IF probes IS NULL THEN
    RAISE EXCEPTION 'unknown search profile "%"', profile USING HINT = 'default, balanced or accurate';
  END IF;
  PERFORM set_config('ivfflat.probes', probes, false);
  RETURN profile;
END $$;

CREATE OR REPLACE FUNCTION text_to_embedding(query text) RETURNS real[] LANGUAGE sql IMMUTABLE AS $$
  SELECT array_agg((get_byte(sha256(convert_to(query, 'UTF8')), n) / 127.5 - 1)::real ORDER BY n)
  FROM generate_series(0, 15) AS n
$$;

CREATE OR REPLACE FUNCTION search_embeddings_simple(query text, max_results integer, filter_assistant_id integer)
RETURNS TABLE (id integer, similarity_score real) LANGUAGE sql STABLE AS $$
  WITH wanted AS MATERIALIZED (SELECT text_to_embedding(query) AS q)
  SELECT e.id, s.score
  FROM knowledge_embeddings AS e, wanted,
       LATERAL (
         SELECT (sum(a * b) / nullif(sqrt(sum(a * a)) * sqrt(sum(b * b)), 0))::real AS score
         FROM unnest(e.embedding::real[], wanted.q) AS pair (a, b)
       ) AS s
  WHERE filter_assistant_id IS NULL OR e.assistant_id = filter_assistant_id
  ORDER BY s.score DESC NULLS LAST, e.id
  LIMIT max_results
$$;
