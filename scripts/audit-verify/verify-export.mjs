import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { AnchoredHeads, readAnchors } from './check-anchors.mjs';
import { ChainChecker } from './check-chains.mjs';
import { FORMAT, readPublicKey, whyNotSigned } from './check-signature.mjs';

/** It could not be checked at all; the message says why. */
export class Refused extends Error {}

/**
 * Checks one export. Reads it once, line by line, so that its size does not matter.
 * @param {string} file
 * @param {{ anchorsFile?: string, key?: string }} options
 * @returns {Promise<{ isWhole: boolean, scope: string, madeAt: string, chains: number, events: number, anchors: number,
 *   signature: string, problems: { where: string, seq: number | null, what: string }[] }>}
 */
export async function verifyExport(file, { anchorsFile, key } = {}) {
  const wanted = key === undefined ? undefined : readPublicKey(key);
  if (key !== undefined && !wanted)
    throw new Refused('The key is no Ed25519 public key (PEM, or base64 of its DER form).');
  const digest = createHash('sha256');
  const problems = [];
  const anchored = new AnchoredHeads();
  let header;
  let checker;
  let signature;
  let number = 0;
  for await (const line of readLines(file)) {
    number += 1;
    const row = parse(line, number, problems);
    if (!header) {
      header = readHeader(row);
      // Before any chain: each event is compared with its anchor when it is read.
      if (anchorsFile !== undefined) addAnchors(anchorsFile, header, anchored, problems);
      checker = new ChainChecker(anchored, header.madeAt);
    }
    if (signature) problems.push(inFile(`line ${number} stands behind the signature`));
    if (row?.kind === 'signature') signature = row;
    else digest.update(line).update('\n');
    if (row?.kind === 'anchor' && isAbout(row, header)) anchored.add(row);
    else if (row?.kind === 'chain') checker.begin(row);
    else if (row?.kind === 'event') checker.take(row);
  }
  if (!header) throw new Refused('The file is empty.');
  checker.endAll(header.scope === 'everything');
  const brought = readPublicKey(String(header.publicKey));
  const because = whyNotSigned({ line: signature, sha256: digest.digest('hex'), brought, wanted });
  if (because) problems.push(inFile(because));
  problems.push(...checker.problems);
  return {
    isWhole: problems.length === 0,
    scope: header.scope,
    madeAt: header.madeAt,
    chains: checker.chains,
    events: checker.events,
    anchors: anchored.count,
    signature: because ? `Signature: ${because}.` : sayKey(wanted),
    problems,
  };
}

const sayKey = (wanted) =>
  wanted
    ? 'Signature: good, by the key you gave.'
    : 'Signature: good, by the key that the file brings along; give the console’s own with --key to know whose it is.';

const inFile = (what) => ({ where: 'the file', seq: null, what });
/** A file about one incident is not asked for the heads of others. */
const isAbout = ({ code }, { scope }) => scope === 'everything' || (code ?? null) === scope;

function addAnchors(file, header, anchored, problems) {
  const { anchors, problems: wrong } = readAnchors(readText(file), file);
  for (const anchor of anchors) if (isAbout(anchor, header)) anchored.add(anchor);
  for (const what of wrong) problems.push({ where: 'the anchors', seq: null, what });
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Refused(`${file} cannot be read (${error.code}).`);
  }
}

function readHeader(row) {
  if (row?.kind !== 'export') throw new Refused('This is no audit export: its first line does not say so.');
  if (row.format !== FORMAT)
    throw new Refused(`This is an export of the form ${row.format}; this program reads ${FORMAT}.`);
  return row;
}

function parse(line, number, problems) {
  try {
    return JSON.parse(line);
  } catch {
    problems.push(inFile(`line ${number} is no JSON`));
    return undefined;
  }
}

/** Lines as they stand in the file, a byte order mark or a carriage return included: each of them would be a change. */
async function* readLines(file) {
  const stream = createReadStream(file, 'utf8');
  let rest = '';
  try {
    for await (const piece of stream) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw new Refused(`${file} cannot be read (${error.code ?? error.message}).`);
  }
  if (rest !== '') yield rest;
}
