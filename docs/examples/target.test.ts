import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Check } from '@/lib/contracts/runbook';
import { targetFileSchema } from '@/lib/contracts/target';
import { loadRunbook } from '@/lib/server/runbooks/load-runbook';

const ROOT = new URL('../..', import.meta.url);
const text = readFileSync(new URL('target.json', import.meta.url), 'utf8');
const { inventory } = targetFileSchema.parse(JSON.parse(text));
const { content } = await loadRunbook(new URL('runbooks/replyx', ROOT).pathname, new URL('sql', ROOT).pathname);
const steps = content.procedures.flatMap((procedure) => procedure.steps.map(({ step }) => step));
const checks: Check[] = [
  ...content.immediate.map(({ check }) => check),
  ...content.comprehensive.flatMap(({ checks: ofLine }) => ofLine),
  ...steps.flatMap(({ precondition, onlyIf, postcondition }) => [
    ...(precondition ?? []),
    ...(onlyIf ?? []),
    ...postcondition,
  ]),
];

it('has every command that the shipped procedures run', () => {
  const against = checks.flatMap((check) => (check.check === 'compare' ? [check.against] : []));
  const wanted = [...steps, ...checks, ...against, ...content.criteria].flatMap((part) =>
    'command' in part ? [part.command] : [],
  );
  expect(Object.keys(inventory.commands)).toEqual(expect.arrayContaining(wanted));
});

it('has every endpoint that the shipped procedures and the validation call', () => {
  const ofSteps = steps.flatMap((step) => (step.kind === 'http' ? step.endpoints : []));
  const ofChecks = checks.flatMap((check) => (check.check === 'http' ? [check.endpoint] : []));
  expect(inventory.endpoints.map(({ key }) => key)).toEqual(expect.arrayContaining([...ofSteps, ...ofChecks]));
});

it('has every tool that the shipped procedures and its own commands need, and every host', () => {
  const needed = steps.flatMap(({ needs }) => (needs ? [needs.tool] : []));
  const bound = Object.values(inventory.commands);
  expect(Object.keys(inventory.tools)).toEqual(
    expect.arrayContaining([...needed, ...bound.flatMap(({ needs }) => needs ?? [])]),
  );
  const hosts = [...bound, ...Object.values(inventory.tools)].map(({ host }) => host);
  expect(inventory.hosts.map(({ key }) => key)).toEqual(expect.arrayContaining(hosts));
});
