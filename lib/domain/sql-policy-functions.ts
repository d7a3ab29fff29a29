/** The list below by what it is for; each name is one that PostgreSQL brings along. */
const BY_PURPOSE = {
  aggregates: `array_agg avg bool_and bool_or count dense_rank jsonb_agg jsonb_object_agg lag lead max min
    percentile_cont rank row_number string_agg sum`,
  values: `abs aclexplode array_length array_to_string btrim cardinality ceil chr concat concat_ws floor format jsonb_build_object left
    length like_escape lower octet_length position quote_ident quote_literal replace right round split_part starts_with
    strpos substring to_char to_jsonb unnest upper`,
  time: 'age clock_timestamp date_trunc extract now statement_timestamp timezone',
  server: `current_database current_schemas current_setting pg_backend_pid pg_conf_load_time pg_control_system
    pg_current_wal_lsn pg_is_in_recovery pg_last_xact_replay_timestamp pg_postmaster_start_time pg_wal_lsn_diff version`,
  catalogue: `format_type has_database_privilege has_function_privilege has_parameter_privilege has_schema_privilege has_table_privilege
    obj_description pg_blocking_pids pg_database_size pg_describe_object pg_encoding_to_char pg_get_constraintdef pg_get_expr
    pg_function_is_visible pg_get_functiondef pg_get_indexdef pg_get_userbyid pg_get_viewdef pg_has_role pg_identify_object pg_indexes_size
    pg_relation_size pg_size_pretty pg_table_is_visible pg_table_size pg_total_relation_size to_regclass`,
};

/**
 * Functions that a read may call. An allow-list, because READ ONLY is no sandbox: pg_terminate_backend, set_config,
 * pg_read_file, dblink and lo_export all run inside a read-only transaction, and extensions bring more. To add one,
 * check that it neither changes anything, nor reads files, nor takes locks, nor reaches another machine.
 */
export const READ_FUNCTIONS: ReadonlySet<string> = new Set(
  Object.values(BY_PURPOSE).flatMap((names) => names.split(/\s+/)),
);

/**
 * Functions of the application itself that a read may call, each with why. What such a function does is the target's own
 * code, and bounded only by the check's session (READ ONLY, time limits): one comes here by its name, after its text was
 * read. To add one, check that it reads the application's tables and nothing else.
 */
export const APPLICATION_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  [
    'search_embeddings_simple',
    'the search that the guide asks for after a change to the vector indexes; STABLE, in SQL, over knowledge_embeddings',
  ],
]);

/**
 * Functions of the application itself that a step may call for what they change, each with why. A step calls one by its
 * bare name, with plain values, and nothing around it. To add one, read its text: it may change no more than its reason says.
 */
export const APPLICATION_CALLS: ReadonlyMap<string, string> = new Map([
  [
    'set_vector_search_params',
    'the guide calls it with "default" once the vector indexes are gone; it sets search parameters and touches no row',
  ],
]);

/** The server's own functions that a step may call for what they change, in the same way. */
export const SERVER_CALLS: ReadonlyMap<string, string> = new Map([
  ['pg_reload_conf', 'the server reads its configuration files again; what they say was seen in the preflight'],
]);
