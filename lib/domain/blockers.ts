/** What of a session decides whether the console may end it. */
export type SessionFacts = {
  pid: number;
  /** Empty where the server does not show it. */
  backendStart: string;
  application: string;
  /** pg_stat_activity.backend_type; null where the server does not show it. */
  type: string | null;
  query: string | null;
};

/** How the console's own connections are named (`tagOf`, the watcher's, the preflight's): another run may need them. */
const OWN = /^rollback-(console|preflight|probe|side|validate|criteria|queries|benchmark|[0-9a-f]{8}-)/;

/**
 * Why the console does not end this session, whoever asks for it, as a sentence; null where a person may ask. Looked at
 * when it is asked for and once more in the moment before.
 */
export function whyKept({ pid, backendStart, application, type, query }: SessionFacts): string | null {
  if (pid === 0)
    return 'It is a prepared transaction, which no session holds: end it with COMMIT PREPARED or ROLLBACK PREPARED.';
  if (backendStart === '' || type === null)
    return 'The server does not show it to the console’s role, so it cannot be told from a later one: ask its owner.';
  if (type === 'walsender') return 'It sends changes to a replica or a backup, which would break.';
  if (type === 'autovacuum worker')
    return /\(to prevent wraparound\)/.test(query ?? '')
      ? 'It is a vacuum against wraparound, without which the database stops taking changes. The server would start it again.'
      : null;
  if (type !== 'client backend') return `It is a process of the server itself (${type}).`;
  return OWN.test(application) ? 'It is the console’s own: stop the step or the look that it belongs to.' : null;
}
