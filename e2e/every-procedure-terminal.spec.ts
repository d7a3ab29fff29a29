import { expect, test } from './people';
import { PROCEDURES, type Procedure, prepareSandbox, readValue } from './procedures';
import { resetSandbox } from './sandbox';
import { makeToken, say } from './terminal';

const ENDED = 0;
const DECISION = 8;
let tokens: { driver: string; approver: string };

test.beforeAll(async ({ person }) => {
  tokens = { driver: await makeToken(await person('engineer')), approver: await makeToken(await person('lead')) };
});
test.afterAll(resetSandbox);

// 1.1 has a spec of its own: terminal.
for (const procedure of PROCEDURES)
  test(`procedure ${procedure.key}, ${procedure.title}, is driven from the terminal and ${procedure.promise}`, async () => {
    test.setTimeout(120_000);
    await prepareSandbox(procedure);
    const isDone = await procedure.watch();
    const { code } = await ask(
      'declare',
      '--target',
      'replyx-sandbox',
      '--signal',
      'feature_failing',
      '--told',
      'hotline',
    );
    const { planHash } = await ask('plan', code, ...(await wordsOf(procedure)), '--ask');
    const approved = await say(tokens.approver, 'approve', code, '--plan-hash', planHash);
    expect(approved.code, approved.error).toBe(0);
    await runToItsEnd(code);
    await isDone();
  });

async function wordsOf({ key, branch, parameters = [] }: Procedure): Promise<string[]> {
  const words = ['--procedure', key, ...(branch ? ['--branch', branch.key] : [])];
  for (const parameter of parameters) words.push('--set', `${parameter.key}=${await readValue(parameter)}`);
  return words;
}

/** Follows a run that was let go on: whenever it asks whether that is enough, it is told to go on. */
async function runToItsEnd(code: string): Promise<void> {
  let run = await say(tokens.driver, 'run', code, '--to-decision');
  while (run.code === DECISION)
    run = await say(tokens.driver, 'run', code, '--done', '--reason', 'Users still see it.');
  expect(run.code, `${run.out}\n${run.error}`).toBe(ENDED);
}

async function ask(...words: string[]): Promise<{ code: string; planHash: string }> {
  const said = await say(tokens.driver, ...words, '--json');
  expect(said.code, said.out).toBe(0);
  return JSON.parse(said.out).value;
}
