-- purpose: what the monitoring process has recorded before the incident.
INSERT INTO query_performance_log (query_name, duration_ms, recorded_at)
SELECT (ARRAY['api_health', 'messages_of_dialog', 'assistants_of_user'])[1 + n % 3], 4 + n % 17,
       timestamptz '2025-08-24 12:00+00' + n * interval '5 minutes'
FROM generate_series(1, 300) AS n
WHERE NOT EXISTS (SELECT FROM query_performance_log);
