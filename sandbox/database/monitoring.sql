-- purpose: phase 4: what the monitoring process writes, the view people read, and one that leans on it.
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

-- Somebody's weekly report. No list of phase 4 names it, and it goes when performance_metrics goes with CASCADE.
CREATE OR REPLACE VIEW weekly_slow_queries AS
SELECT query_name, samples, p95_ms FROM performance_metrics
WHERE last_recorded_at > now() - interval '7 days' AND p95_ms > 100;
