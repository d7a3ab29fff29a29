import pg from 'pg';

/** Tables that are only ever added to: what happened, who decided, and by which runbook. */
export const APPEND_ONLY = ['Event', 'Decision', 'RunbookVersion'];

/**
 * Lets a user of the store do what web, worker and terminal do, and no more: it reads and writes rows, owns nothing, and can
 * neither change, remove nor empty what is only added to, nor take off the triggers that guard it. Called by the tables'
 * owner after the migrations, at every start, so that a new table is never forgotten. Does nothing where both are one user.
 */
export async function grantStoreRole(ownerUrl: string, roleUrl: string): Promise<void> {
  const role = await userOf(roleUrl);
  if (role === (await userOf(ownerUrl))) return;
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // One transaction: a web that is up already never sees the moment in which rights are taken to be given anew.
    await client.query(`BEGIN; ${[...publicGrants(client, role), ...queueGrants(client, role)].join('; ')}; COMMIT`);
  } finally {
    await client.end();
  }
}

/** Asked of the server: an address may leave its user out. */
async function userOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query('SELECT current_user::text AS name')).rows[0].name;
  } finally {
    await client.end();
  }
}

function publicGrants(client: pg.Client, role: string): string[] {
  const to = client.escapeIdentifier(role);
  const guarded = APPEND_ONLY.map((table) => `public.${client.escapeIdentifier(table)}`).join(', ');
  return [
    `GRANT USAGE ON SCHEMA public TO ${to}`,
    `REVOKE CREATE ON SCHEMA public FROM ${to}`,
    `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${to}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${to}`,
    `REVOKE UPDATE, DELETE ON ${guarded} FROM ${to}`,
    `REVOKE INSERT, UPDATE, DELETE ON public._prisma_migrations FROM ${to}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${to}`,
  ];
}

/** The queue's tables let nobody but their owner see a row, unless a policy says so. */
function queueGrants(client: pg.Client, role: string): string[] {
  const to = client.escapeIdentifier(role);
  return [
    `GRANT USAGE ON SCHEMA graphile_worker TO ${to}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO ${to}`,
    `GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${to}`,
    `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO ${to}`,
    `DO $$ DECLARE guarded regclass; BEGIN
       FOR guarded IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'graphile_worker'::regnamespace
         AND c.relrowsecurity AND NOT EXISTS (SELECT FROM pg_policy p JOIN pg_roles r ON r.oid = ANY (p.polroles)
           WHERE p.polrelid = c.oid AND r.rolname = ${client.escapeLiteral(role)})
       LOOP EXECUTE format('CREATE POLICY %I ON %s TO %I USING (true) WITH CHECK (true)',
         'console_' || ${client.escapeLiteral(role)}, guarded, ${client.escapeLiteral(role)}); END LOOP; END $$`,
  ];
}

/** Makes the user where there is none, or gives it the password that it is to have. Needs a superuser, as an embedded store has. */
export async function ensureStoreRole(ownerUrl: string, role: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
    const how = `LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD ${client.escapeLiteral(password)}`;
    await client.query(`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${client.escapeIdentifier(role)} ${how}`);
  } finally {
    await client.end();
  }
}
