import type { Settings } from './settings.mjs';

export interface SignIn {
  name: string;
  email: string;
  role: string;
  password: string;
}

export interface SeedResult {
  /** Demo people; never any when the store is the organisation's own. */
  signIns?: SignIn[];
  /** Lets the first administrator in, once. */
  setupToken?: string;
  /** The mistakes in the runbook's files, where an earlier version stays in force because of them. */
  refusedRunbook?: string;
}

/** Says where the console is. */
export function printAddress({ port, host, dataDir }: Settings): void {
  console.log(`\nThe console is at http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`);
  console.log(`Data and logs are in ${dataDir}`);
}

/** Says who can sign in, and what is not as it should be. */
export function printSignIns({ signIns = [], setupToken, refusedRunbook }: SeedResult): void {
  if (refusedRunbook)
    console.error(`\nThe runbook's files have mistakes; the version from before stays in force:\n${refusedRunbook}`);
  if (signIns.length) {
    console.log('\nDemo people (all of them with the password below):');
    for (const { email, role } of signIns) console.log(`  ${email.padEnd(28)} ${role}`);
    console.log(`  password: ${signIns[0]?.password}`);
    console.log(`\nNew here? Sign in as ${signIns[0]?.email}: the console leads you through a first drill.`);
  }
  if (setupToken) console.log(`\nNobody can sign in yet. Set up the first person with this token, once: ${setupToken}`);
  console.log('\nStop with Ctrl-C.');
}
