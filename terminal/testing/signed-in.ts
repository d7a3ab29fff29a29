import { expect } from 'vitest';
import { z } from 'zod';
import { makeToken } from '@/lib/server/auth/tokens';
import type { People, TestConsole } from '@/lib/server/testing/test-console';
import { runHere, type runProcess, type Said } from './run-terminal';

export type Who = keyof People;
export type How = typeof runHere | typeof runProcess;

const refusalShape = z.strictObject({
  ok: z.literal(false),
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    remedy: z.string(),
    fields: z.record(z.string(), z.string()).optional(),
  }),
});

/** People of a test console who are signed in at terminals of their own. */
export async function signInAtTerminals(at: TestConsole, ...people: Who[]) {
  const tokens = new Map<Who, string>();
  for (const who of people)
    tokens.set(who, (await makeToken(at.people[who], { name: 'test', days: 1, use: 'everything' })).token);

  /** One command as this person, in a pipe: whatever it says, no escape code is in it. */
  async function say(how: How, who: Who, ...words: string[]): Promise<Said> {
    const said = await how(tokens.get(who) as string, words);
    expect(`${said.out}${said.error}`).not.toContain('\u001b');
    return said;
  }

  async function value<Shape extends z.ZodType>(said: Said, code: number, shape: Shape): Promise<z.output<Shape>> {
    expect(said, said.out).toMatchObject({ code, error: '' });
    const document = z.strictObject({ ok: z.literal(code === 0), value: z.unknown() });
    return shape.parse(document.parse(JSON.parse(said.out)).value);
  }

  return {
    tokenOf: (who: Who) => tokens.get(who) as string,
    say,
    /** The same with --json: one document, whose `ok` is what the exit code says, and nothing beside it. */
    async ask<Shape extends z.ZodType>(how: How, who: Who, shape: Shape, ...words: string[]) {
      return value(await say(how, who, ...words, '--json'), 0, shape);
    },
    /** The same where it was done, and its result is not good. */
    async askInVain<Shape extends z.ZodType>(code: number, who: Who, shape: Shape, ...words: string[]) {
      return value(await say(runHere, who, ...words, '--json'), code, shape);
    },
    async refusal(code: number, who: Who, ...words: string[]) {
      const said = await say(runHere, who, ...words, '--json');
      expect(said, said.out).toMatchObject({ code, error: '' });
      return refusalShape.parse(JSON.parse(said.out)).error;
    },
  };
}
export type SignedIn = Awaited<ReturnType<typeof signInAtTerminals>>;
