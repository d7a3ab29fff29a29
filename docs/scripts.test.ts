import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { placeSchema } from '@/lib/contracts/target';
import { judgeScriptText, loadShellParser } from '@/lib/server/runbooks/parse-shell';

const text = readFileSync(new URL('scripts.md', import.meta.url), 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';
beforeAll(loadShellParser);

it('shows a script that may run, and a place that a target can have', () => {
  const [{ step }] = parse(block('yaml'));
  const declared = { parameters: Object.keys(step.parameters), variables: step.variables, folders: step.folders };
  expect(judgeScriptText(step.text, declared)).toEqual([]);
  const { places } = JSON.parse(`{${block('json')}}`);
  expect(placeSchema.parse(places.releases)).toMatchObject({ host: 'app' });
});
