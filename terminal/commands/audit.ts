import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { exportAuditSchema } from '@/lib/contracts/audit-view';
import { exportAudit } from '@/lib/server/audit/export-audit';
import { getAuditVerdict } from '@/lib/server/audit/get-audit-verdict';
import { readAuditExport } from '@/lib/server/audit/read-export';
import { type Command, command } from '../command';
import { usageError } from '../errors';
import { findIncident } from '../rooms';
import { toAuditVerdict } from '../trust-shapes';

const verify = command<{ all?: boolean }>({
  name: 'verify',
  args: [['[incident]', 'its code, or the end of it; without it the newest incidents and the console’s own chain']],
  about: 'Whether the log is what was written: every chain, and the heads that are kept outside the store',
  details:
    'Ends with 7 where anything does not hold. A file is checked without the console: npm run audit:verify -- FILE.',
  options: (parser) => parser.option('--all', 'every chain there is, however long that takes'),
  examples: [
    ['npx rollback audit verify', 'the newest chains'],
    ['npx rollback audit verify --all --json', 'everything, for a watch that runs every night'],
  ],
  run: async (at, [named], { all }) => {
    const code = named === undefined ? undefined : await findIncident(at, named);
    const most = all || code ? Number.MAX_SAFE_INTEGER : undefined;
    const verdict = await at.read((me) => getAuditVerdict(me, { most, code }), 'incident');
    return {
      value: toAuditVerdict(verdict),
      print: (screen) => {
        for (const { code: of, isWhole, atSeq, because, count } of verdict.chains)
          if (isWhole) screen.line(['green', 'whole   '], `${of ?? 'console'}, ${count} events`);
          else
            screen.line(
              ['red', 'broken  '],
              `${of ?? 'console'}${atSeq === null ? '' : `, event ${atSeq}`}: ${because}`,
            );
        for (const problem of verdict.anchorProblems) screen.line(['red', 'heads   '], problem);
        for (const problem of verdict.storeProblems) screen.line(['yellow', 'store   '], problem);
        if (verdict.storeRemedy) screen.line(verdict.storeRemedy);
        if (verdict.unchecked > 0) screen.line(`${verdict.unchecked} more chains were not followed: --all.`);
      },
      exit: verdict.isWhole ? 'ok' : 'unwell',
    };
  },
});

const take = command<{ output?: string; force?: boolean }>({
  name: 'export',
  args: [['[incident]', 'its code, or the end of it; without it everything']],
  about: 'The log as a signed file, which npm run audit:verify checks on any machine',
  options: (parser) =>
    parser
      .option('-o, --output <file>', 'where to; without it a file with the day in its name, here')
      .option('--force', 'replace the file if it is there'),
  examples: [['npx rollback audit export -o audit.jsonl', 'everything that ever happened']],
  run: async (at, [named], { output, force }) => {
    const chain = named === undefined ? '' : await findIncident(at, named);
    const { exportId } = await at.act(exportAuditSchema, { chain }, exportAudit);
    const made = await at.read((me) => readAuditExport(me, exportId), 'export');
    const file = output ?? made.fileName;
    const stream = Readable.fromWeb(made.body as Parameters<typeof Readable.fromWeb>[0]);
    await writeFile(file, stream, { flag: force ? 'w' : 'wx', mode: 0o600 }).catch((cause: NodeJS.ErrnoException) => {
      throw cause.code === 'EEXIST'
        ? usageError(`${file} is there already; it was not written.`, 'Name another file, or replace it with --force.')
        : usageError(`${file} cannot be written (${cause.code}).`, 'Name another file.');
    });
    return {
      value: { export: exportId, incident: chain || null, file },
      print: (screen) => screen.line(`Wrote ${file}. Check it with npm run audit:verify -- ${file}`),
    };
  },
});

export const audit: Command = {
  name: 'audit',
  about: 'The log of everything: whether it is what was written, and a signed copy of it',
  examples: [...verify.examples, ...take.examples],
  children: [verify, take],
};
