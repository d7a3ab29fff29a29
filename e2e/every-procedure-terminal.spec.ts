import { expect, test } from './people';
import { PROCEDURES, type Procedure, prepareSandbox, readValue } from './procedures';
import { resetSandbox, targetFile } from './sandbox';
import { makeToken, say } from './terminal';

const ENDED = 0;
const DECISION = 8;
let tokens: { driver: string; approver: string };
/** One incident for all of them; after a failure the runner begins anew, and so does this. */
let code: string | undefined;

test.beforeAll(async ({ person }) => {
  await resetSandbox();
  tokens = {
    driver: await makeToken(await person('engineer')),
    approver: await makeToken(await person('lead'), 'decide'),
  };
});
// A target takes one run: one that a failure left standing would keep out all that follow.
test.afterEach(async () => {
  const { status, expectedStatus } = test.info();
  if (code && status !== expectedStatus)
    await say(tokens.driver, 'run', code, '--abort', '--reason', 'Its test failed.');
});

// 1.1 has a spec of its own: terminal.
for (const procedure of PROCEDURES)
  test(`procedure ${procedure.key}, ${procedure.title}, is driven from the terminal and ${procedure.promise}`, async () => {
    test.setTimeout(180_000);
    await prepareSandbox(procedure);
    const isDone = await procedure.watch();
    code ??= await declareFailingFeature();
    const { planHash } = await ask('plan', code, ...(await wordsOf(procedure)), '--ask');
    const confirmed = await whatGoesAlong(code);
    const approved = await say(tokens.approver, 'approve', code, '--plan-hash', planHash, ...confirmed);
    expect(approved.code, approved.error).toBe(0);
    await runToItsEnd(code);
    await isDone();
  });

async function declareFailingFeature(): Promise<string> {
  const about = ['--target', targetFile().key, '--signal', 'feature_failing', '--told', 'hotline'];
  return (await ask('declare', ...about)).code;
}

/** Each list of what goes along, by the number that stands in it. */
async function whatGoesAlong(incident: string): Promise<string[]> {
  const { out } = await say(tokens.approver, 'approve', incident, '--json');
  const lists: { key: string; count: number }[] = JSON.parse(out).value.goesAlong;
  return lists.flatMap(({ key, count }) => ['--confirm', `${key}=${count}`]);
}

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
