-- purpose: the two vector indexes' names where the server has no pgvector; what they index stands in for it.
CREATE INDEX IF NOT EXISTS idx_knowledge_embeddings_ivfflat ON knowledge_embeddings USING gin (embedding);
CREATE INDEX IF NOT EXISTS idx_knowledge_embeddings_hnsw ON knowledge_embeddings ((embedding[1]));
