import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decidePermission } from '@/lib/domain/escalation';
import { PERMISSIONS, type Permission } from '@/lib/domain/permissions';

/** Every way in from the outside, read from the sources: what `lib/domain/entry-points.ts` has to name. */

export type UseCase = { module: string; name: string };
export type SourceEntry = { key: string; file: string; useCases: UseCase[] };

const read = (file: string) => readFileSync(file, 'utf8');
const files = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|generated/.test(name))
    .map((name) => join(folder, name))
    .sort();

const ACTION = /^export (?:async function|const) (\w+)(?:[\s\S]*?runAction\(\s*[\w.]+,\s*input,\s*([\w.]+),?\s*\))?/gm;

/** `app/(console)/people/actions.ts createPerson`, with the use case behind it. */
export function listActions(): SourceEntry[] {
  const all = files('app').filter((file) => /^\s*['"]use server['"]/m.test(read(file)));
  return all.flatMap((file) => {
    const text = read(file);
    return text
      .split(/^(?=export )/m)
      .flatMap((part) => [...part.matchAll(ACTION)])
      .map(([, name, called]) => ({
        key: `${file} ${name}`,
        file,
        useCases: called ? [resolve(text, called)] : [],
      }));
  });
}

/** `GET app/api/now/route.ts`, a method each. */
export function listRoutes(): SourceEntry[] {
  return files('app')
    .filter((file) => /\/route\.tsx?$/.test(file))
    .flatMap((file) => {
      const text = read(file);
      const methods = [...text.matchAll(/\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b(?=\(| =|[ ,]*\}|,)/g)].map(
        ([method]) => method,
      );
      return [...new Set(methods)].map((method) => ({ key: `${method} ${file}`, file, useCases: serverCalls(text) }));
    });
}

export function listPages(): SourceEntry[] {
  return files('app')
    .filter((file) => /\/(page|layout)\.tsx$/.test(file))
    .map((file) => ({ key: file, file, useCases: serverCalls(read(file)) }));
}

/** What a file takes of lib/server's use cases, but for who is asking, and for the making of a file of what was read. */
function serverCalls(text: string): UseCase[] {
  const imports = [...text.matchAll(/^import \{([^}]*)\} from '@\/(lib\/server\/[^']+)';/gm)];
  return imports
    .filter(([, , module]) => !/lib\/server\/(route|auth\/session|reports\/make-pdf)$/.test(module as string))
    .flatMap(([, names, module]) =>
      (names as string)
        .split(',')
        .map((name) => name.trim().replace(/ as .*/, ''))
        .filter((name) => name && !name.startsWith('type '))
        .map((name) => ({ module: `${module}.ts`, name })),
    );
}

/** The file and function behind `name` or `module.name`, as imported. */
function resolve(text: string, called: string): UseCase {
  const [local, own] = called.split('.') as [string, string | undefined];
  const found = new RegExp(`import (?:\\* as ${local}|\\{[^}]*\\b${local}\\b[^}]*\\}) from '@/(lib/server/[^']+)'`);
  return { module: `${found.exec(text)?.[1]}.ts`, name: own ?? local };
}

/** What a command of the terminal may ask of lib/server, by way of the terminal's own files that it is made of. */
export function listCalledBy(file: string, seen = new Set<string>()): UseCase[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const text = read(file);
  const own = [...text.matchAll(/^import \{([^}]*)\} from '(\.[^']*)';/gm)]
    .map(([, , path]) => join(dirname(file), `${path}.ts`))
    // Signs in and waits for all of them alike.
    .filter((other) => !other.endsWith('terminal/terminal.ts'));
  return [...serverCalls(text), ...own.flatMap((other) => listCalledBy(other, seen))];
}

/** The permissions that a use case asks the gate for, by itself or in a function beside it. */
export function permissionsOf({ module, name }: UseCase): Permission[] {
  const text = read(module);
  const bodies = new Map(
    [...text.matchAll(/^(?:export )?(?:async )?function (\w+)[\s\S]*?^\}/gm)].map(([body, own]) => [own, body]),
  );
  const pending = [name];
  const found = new Set<Permission>();
  const seen = new Set<string>();
  for (let next = pending.pop(); next; next = pending.pop()) {
    const body = bodies.get(next) ?? (next === name ? (constOf(text, name) ?? '') : '');
    if (seen.has(next)) continue;
    seen.add(next);
    for (const [, word] of body.matchAll(/'([a-z-]+\.[a-z0-9-]+)'/g))
      if ((word as string) in PERMISSIONS && !isOfAnother(body, word as string)) found.add(word as Permission);
    if (/authoriseToRead\(me/.test(body)) found.add('console.read');
    if (/authorise(For)?\(me, decidePermission\(/.test(body))
      for (const level of [1, 2, 3]) found.add(decidePermission(level));
    for (const [, called] of body.matchAll(/\b(\w+)\(/g))
      if (bodies.has(called as string)) pending.push(called as string);
  }
  return [...found].sort();
}

/** Asked about somebody else, such as the person who armed a run; or only to know which buttons to draw. */
const isOfAnother = (body: string, permission: string) =>
  !new RegExp(`authorise\\(me, [^)]*'${permission}'|authorise\\(me, permission|\\(me, [^)]*'${permission}'`).test(
    body,
  ) && /authorise\(\{|mayDo\(|PERMISSIONS\[/.test(body);

const constOf = (text: string, name: string) => new RegExp(`^export const ${name}[\\s\\S]*?;$`, 'm').exec(text)?.[0];
