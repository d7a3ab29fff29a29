import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Row } from './row';

const TOPICS = ['engine', 'output', 'watchers', 'scale', 'memory', 'restore', 'pages'] as const;

/** The topics, in the order in which they are measured. `only`: a part of a name. */
export function listTopics(only: string | undefined): string[] {
  return TOPICS.filter((name) => only === undefined || name.includes(only));
}

/**
 * Measures one topic in a process of its own, so that neither the store nor the garbage of one is in the next one's
 * figures. Rejects where it fails: figures of half a topic would look like all of them.
 */
export async function measureTopic(name: string, isQuick: boolean): Promise<Row[]> {
  const child = fork(fileURLToPath(new URL('run-topic.ts', import.meta.url)), [name, isQuick ? 'quick' : 'whole'], {
    execArgv: ['--conditions=react-server', '--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: process.env.LOG_LEVEL ?? 'error' },
  });
  let rows: Row[] | undefined;
  child.on('message', (message) => {
    rows = message as Row[];
  });
  const [code, signal] = await once(child, 'exit');
  if (code !== 0 || !rows) throw new Error(`the bench ${name} failed (${signal ?? `exit code ${code}`})`);
  return rows;
}
