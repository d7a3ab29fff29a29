-- purpose: the two vector indexes where the server has pgvector; the extension itself is made by the superuser.
ALTER TABLE knowledge_embeddings ALTER COLUMN embedding TYPE vector(16);
CREATE INDEX IF NOT EXISTS idx_knowledge_embeddings_ivfflat ON knowledge_embeddings
  USING ivfflat (embedding vector_cosine_ops) WITH (lists = 50);
CREATE INDEX IF NOT EXISTS idx_knowledge_embeddings_hnsw ON knowledge_embeddings
  USING hnsw (embedding vector_cosine_ops);
