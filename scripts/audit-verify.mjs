#!/usr/bin/env node
/**
 * Checks an audit export with nothing but Node: `node audit-verify.mjs FILE [--anchors heads.jsonl] [--key PUBLIC] [--json]`.
 * Everything it needs is in this file and beside it, so that both can be copied to a machine that has never seen the console.
 * The file's form is described in docs/audit.md.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Refused, verifyExport } from './audit-verify/verify-export.mjs';

const USAGE = `Usage: npm run audit:verify -- FILE [--anchors heads.jsonl] [--key PUBLIC] [--json]

  FILE       an export of the audit log, as it was downloaded
  --anchors  the console's anchors file, copied from somewhere the store's owner cannot write
  --key      the console's public key: a file with it, or the base64 text. Without it the file is checked with the key
             that it brings along, which anybody can make

Exit codes: 0 everything holds, 1 something does not, 2 it could not be checked.`;

/** Runs the check and returns the exit code; `say` takes the lines that people read. */
export async function main(words, say = console.log) {
  let isJson = words.includes('--json');
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        anchors: { type: 'string' },
        key: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    isJson = values.json === true;
    if (values.help) {
      say(USAGE);
      return 0;
    }
    if (positionals.length !== 1) throw new Refused(`Name one file.\n\n${USAGE}`);
    const verdict = await verifyExport(positionals[0], {
      anchorsFile: values.anchors,
      key: values.key === undefined ? undefined : readKey(values.key),
    });
    if (isJson) say(JSON.stringify(verdict, null, 2));
    else for (const line of toLines(verdict)) say(line);
    return verdict.isWhole ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Refused) && !String(error?.code).startsWith('ERR_PARSE_ARGS')) throw error;
    say(isJson ? JSON.stringify({ isWhole: false, refused: error.message }, null, 2) : error.message);
    return 2;
  }
}

/** A key is named by its file, or given as base64 text. */
function readKey(named) {
  try {
    return readFileSync(named, 'utf8');
  } catch {
    return named;
  }
}

function toLines({ scope, madeAt, chains, events, anchors, signature, problems, isWhole }) {
  return [
    `Export of ${scope === 'everything' ? 'the whole log' : scope}, made ${madeAt}.`,
    `${chains} chain${chains === 1 ? '' : 's'}, ${events} event${events === 1 ? '' : 's'}, ${anchors} anchor${anchors === 1 ? '' : 's'} compared.`,
    signature,
    ...problems.map(({ where, seq, what }) => `BROKEN  ${where}${seq === null ? '' : `, event ${seq}`}: ${what}`),
    isWhole
      ? 'Everything holds.'
      : `${problems.length} place${problems.length === 1 ? '' : 's'} where it does not hold.`,
  ];
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = await main(process.argv.slice(2));
