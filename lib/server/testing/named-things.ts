import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Me } from '@/lib/contracts/views';

/** What the outside can call with a name of something, read from the sources. For tests. */
export type UseCase = (me: Me, input: unknown) => Promise<unknown>;
export type Action = { name: string; fields: string[]; act: UseCase };
/** `param`: the part of its address in brackets, if it has one. */
export type Address = { file: string; param: string | null };

const ACTION =
  /^export async function (\w+)\(input: unknown\): Promise<ActionResult(?:<.*>)?> \{\n {2}return runAction\(\s*([\w.]+),\s*input,\s*([\w.]+),?\s*\);\n\}/gm;

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|generated|testing/.test(name))
    .map((name) => join(folder, name));
const read = (file: string) => readFileSync(file, 'utf8');
const load = (module: string) => import(/* @vite-ignore */ `@/${module}`) as Promise<Record<string, unknown>>;

/** Every server action that goes through the gate, with the fields of its schema and the use case behind it. */
export async function readActions(): Promise<Action[]> {
  const files = filesOf('app').filter((file) => file.endsWith('/actions.ts'));
  const found = files.flatMap((file) => [...read(file).matchAll(ACTION)].map((match) => ({ file, match })));
  return Promise.all(
    found.map(async ({ file, match: [, name, schema, useCase] }) => ({
      name: name as string,
      fields: Object.keys(((await behind(file, schema as string)) as z.ZodObject).shape),
      act: (await behind(file, useCase as string)) as UseCase,
    })),
  );
}

/** What `name` or `module.name` stands for in a file of actions. */
async function behind(file: string, name: string): Promise<unknown> {
  const [local, member] = name.split('.') as [string, string | undefined];
  const imported = new RegExp(`import (?:\\* as ${local}|\\{[^}]*\\b${local}\\b[^}]*\\}) from '@/([^']+)'`);
  const module = await load(imported.exec(read(file))?.[1] as string);
  return module[member ?? local];
}

export const readRoutes = () => addressesOf('app/api', '/route.ts');
export const readPages = () => addressesOf('app/(console)', '/page.tsx');

function addressesOf(folder: string, ending: string): Address[] {
  return filesOf(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => ({ file, param: /\[(\w+)\]/.exec(file)?.[1] ?? null }));
}

/** Use cases that the terminal calls and no action, route or page does: `module name`. */
export function readTerminalsOwn(): string[] {
  const elsewhere = filesOf('app').map(read).join('\n');
  const imported = filesOf('terminal').flatMap((file) =>
    [...read(file).matchAll(/^import \{([^}]*)\} from '@\/(lib\/server\/[^']+)';/gm)].flatMap(([, names, module]) =>
      (names as string).split(',').map((name) => ({ module, name: name.trim() })),
    ),
  );
  const own = imported.filter(({ name }) => name !== '' && !name.startsWith('type ')).filter(isOwn);
  return [...new Set(own.map(({ module, name }) => `${module} ${name}`))].sort();

  function isOwn({ module, name }: { module: string | undefined; name: string }): boolean {
    return !new RegExp(`['"]@/${module}['"]`).test(elsewhere) || !new RegExp(`\\b${name}\\b`).test(elsewhere);
  }
}
