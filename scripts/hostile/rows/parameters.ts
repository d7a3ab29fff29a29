import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { callWith } from '../actions';
import { changed, importRow } from '../bring-in';
import { HOSTILE_NOTE, HOSTILE_TITLE } from '../rollback';
import type { Expected, Row, Seen } from '../row';
import { asDenial, seenOfCall, seenOfResult, seenWhere } from '../seen';
import { hostileTarget } from '../targets';
import { until, type World } from '../world';

/** Choosing a procedure with a parameter that is none. Where it is taken, what the preflight then says of it counts. */
async function choose(
  world: World,
  procedureKey: string,
  branch: string,
  parameters: Record<string, string>,
): Promise<Seen> {
  const { code } = await world.rollback.declared();
  const before = (await world.rollback.room(code)).run?.preflight?.at;
  const called = await world.act('engineer', 'prepareRun', { incidentCode: code, procedureKey, branch, parameters });
  if (!called.result?.ok) return seenOfCall(called);
  const run = await until('its plan', async () => {
    const { run: now } = await world.rollback.room(code);
    return now?.preflight && !now.isPlanning && now.preflight.at !== before && now;
  });
  const blocks = run.preflight?.findings.filter(({ verdict }) => verdict === 'block') ?? [];
  const words = blocks.map(({ sentence }) => sentence).join(' | ');
  return { came: blocks.length > 0 ? 'B' : 'let through', words };
}

const commitRow = (id: string, what: string, value: (world: World) => string, expected: Expected = 'R'): Row => ({
  id,
  what,
  surface: 'planning',
  expected,
  feed: (world) => choose(world, '1.1', 'main', { stable_commit: value(world), schema: 'keep' }),
});

const backup = (world: World, name: string) => choose(world, '1.4', 'main', { backup: name });

export const PARAMETER_ROWS: readonly Row[] = [
  commitRow('22', 'a statement that breaks out of a name', () => 'x"; drop table hostile_canary;--', 'B'),
  commitRow('23a', 'a command in dollar brackets', ({ canaryFile }) => `$(touch ${canaryFile})`, 'I'),
  commitRow('23b', 'a command in backticks', ({ canaryFile }) => `\`touch ${canaryFile}\``, 'I'),
  {
    id: '23c',
    what: 'both in words that people write: they stay words',
    surface: 'run',
    expected: 'I',
    async feed(world) {
      const { code } = await world.rollback.declared();
      const { incident } = await world.rollback.room(code);
      return seenWhere(incident.title === HOSTILE_TITLE, 'I', incident.title);
    },
  },
  commitRow(
    '24',
    'a line break with a command behind it',
    ({ canaryFile }) => `${'a'.repeat(40)}\ntouch ${canaryFile}`,
  ),
  commitRow('25', 'an option in place of a revision', ({ canaryFile }) => `--upload-pack=touch ${canaryFile}`),
  {
    id: '26',
    what: 'an option in place of a host',
    surface: 'server action',
    expected: 'R',
    async feed(world) {
      const file = hostileTarget(world.sandbox, world.folder, 'hostile-host', {});
      const host = { key: 'far', kind: 'ssh', address: `-oProxyCommand=touch ${world.canaryFile}`, user: 'root' };
      const inventory = { ...file.inventory, hosts: [...file.inventory.hosts, host] };
      const registered = await world.rollback.register({ ...file, inventory });
      return registered ? seenOfResult(registered) : { came: 'unanswered', words: '' };
    },
  },
  {
    id: '27',
    what: 'a path that climbs out of its folder',
    surface: 'planning',
    expected: 'R',
    feed: (world) => backup(world, '../../etc/shadow'),
  },
  {
    id: '28',
    what: 'a link among the backups that leads to another file',
    surface: 'planning',
    expected: 'B',
    async feed(world) {
      const name = 'hostile-link.dump';
      symlinkSync('/etc/passwd', join(world.dataDir, 'sandbox', 'backups', name));
      return backup(world, name);
    },
  },
  {
    id: '29',
    what: 'templates in a title, a note and a message: nothing evaluates them',
    surface: 'report',
    expected: 'I',
    async feed(world) {
      const { code } = await world.rollback.declared();
      const { text } = await world.as('manager').get(`/api/incidents/${code}`);
      // biome-ignore lint/suspicious/noTemplateCurlyInString: looked for as it was typed
      const isLiteral = text.includes("constructor.constructor('return process')()") && text.includes('${7*7}');
      return seenWhere(isLiteral && !text.includes('[object process]'), 'I', 'the room holds the words as typed');
    },
  },
  {
    id: '30',
    what: 'a key that changes how objects behave, in a call',
    surface: 'server action',
    expected: 'R',
    async feed(world) {
      const { code } = await world.rollback.declared();
      const parameters = `{"__proto__":{"role":"executive"},"stable_commit":"${'a'.repeat(40)}","schema":"keep"}`;
      const body = `[{"incidentCode":"${code}","procedureKey":"1.1","branch":"main","parameters":${parameters},"__proto__":{"isAdmin":true}}]`;
      const seen = seenOfCall(await callWith(world.as('engineer'), world.action('prepareRun'), body));
      // A reader may also leave the key out: then the plan is the one without it.
      if (seen.came !== 'let through') return { ...seen, came: asDenial(seen).came === 'D' ? 'R' : seen.came };
      const { run } = await world.rollback.room(code);
      const keys = run?.parameters.map(({ key }) => key).join(', ');
      return seenWhere(keys === 'stable_commit, schema', 'R', `left out: ${keys}`);
    },
  },
  importRow('30b', 'the same in a file', 'hostile.yaml', () =>
    changed('yaml', 'procedures:', '__proto__: { isAdmin: true }\nprocedures:'),
  ),
  {
    id: '31a',
    what: 'a parameter that is missing',
    surface: 'planning',
    expected: 'R',
    feed: (world) => choose(world, '1.1', 'main', {}),
  },
  {
    id: '31b',
    what: 'a parameter that nobody knows',
    surface: 'planning',
    expected: 'R',
    feed: (world) => choose(world, '1.1', 'main', { stable_commit: 'a'.repeat(40), schema: 'keep', sudo: 'yes' }),
  },
  importRow('32a', 'a time limit beyond all numbers', 'hostile.yaml', () =>
    changed('yaml', 'timeoutSeconds: 600', 'timeoutSeconds: 1e309'),
  ),
  importRow('32b', 'a negative time limit', 'hostile.yaml', () =>
    changed('yaml', 'timeoutSeconds: 600', 'timeoutSeconds: -5'),
  ),
  {
    id: '33',
    what: 'placeholders in what people write: they are filled once, and not again',
    surface: 'report',
    expected: 'I',
    async feed(world) {
      const { code } = await world.rollback.declared();
      const { rows } = await world.store.query(
        `select data->>'body' as body from "Event" where type = 'people.notified' and "incidentId" = (select id from "Incident" where code = $1)`,
        [code],
      );
      const body = String(rows[0]?.body);
      return seenWhere(body.includes(HOSTILE_TITLE) && body.includes(HOSTILE_NOTE), 'I', body);
    },
  },
  commitRow('34', 'a password of the target as a parameter', ({ sandbox }) => new URL(sandbox.databaseUrl).password),
];
