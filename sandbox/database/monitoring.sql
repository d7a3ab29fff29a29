-- purpose: phase 4: what the monitoring process writes, and the view people read.
CREATE TABLE IF NOT EXISTS query_performance_log (
  id serial PRIMARY KEY,
  query_name varchar(120) NOT NULL,
  duration_ms real NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE OR REPLACE VIEW performance_metrics AS
SELECT query_name, count(*) AS samples, round(avg(duration_ms)::numeric, 1) AS average_ms,
       round(percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms)::numeric, 1) AS p95_ms,
       max(recorded_at) AS last_recorded_at
FROM query_performance_log
GROUP BY query_name;
