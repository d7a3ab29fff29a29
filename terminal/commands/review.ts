import { Option } from 'commander';
import { type BrokenGlassView, reviewBreakGlassSchema } from '@/lib/contracts/break-glass';
import { AppError, conflict } from '@/lib/domain/errors';
import { reviewBreakGlass } from '@/lib/server/approvals/review-break-glass';
import { getNowView } from '@/lib/server/now/get-now-view';
import { command } from '../command';
import { usageError } from '../errors';
import { relativeWords } from '../print/words';
import { findIncident, readRoom } from '../rooms';
import type { Screen } from '../screen';
import type { Terminal } from '../terminal';
import { type BrokenGlass, toBrokenGlass } from '../trust-shapes';

type Options = { verdict?: 'justified' | 'not-justified'; note?: string; id?: string };

export const review = command<Options>({
  name: 'review',
  args: [['[incident]', 'its code, or the end of it; without it, all that nobody has reviewed yet']],
  about: 'Show who broke the glass, and review it: its incident stays open until somebody else has',
  details: 'For a team lead or an executive who had no part in it. The verdict and the note are in the report.',
  options: (parser) =>
    parser
      .addOption(new Option('--verdict <verdict>', 'closes the review').choices(['justified', 'not-justified']))
      .option('--note <text>', 'what you found; needed with --verdict')
      .option('--id <review>', 'the beginning of its id, where there are several'),
  examples: [
    ['npx rollback review', 'what waits for a review'],
    ['npx rollback review 090000 --verdict justified --note "Nobody answered, and rows were lost"', 'closes one'],
  ],
  run: async (at, [named], options) => {
    const code = named && (await findIncident(at, named));
    if (options.verdict) await close(at, await listGlass(at, code), options);
    else if (options.note) throw usageError('A note goes with a verdict.', 'Add --verdict justified or not-justified.');
    const value = (await listGlass(at, code)).map(toBrokenGlass);
    return { value, print: (screen) => printGlass(screen, value) };
  },
});

async function listGlass(at: Terminal, code: string | undefined): Promise<BrokenGlassView[]> {
  return code ? (await readRoom(at, code)).brokenGlass : (await at.read((me) => getNowView(me))).brokenGlass;
}

async function close(
  at: Terminal,
  all: readonly BrokenGlassView[],
  { verdict, note, id = '' }: Options,
): Promise<void> {
  if (!note) throw usageError('A review says why.', 'Write what you found with --note; the report shows it.');
  const open = all.filter((glass) => glass.review === null && glass.reviewId.startsWith(id));
  const [one, another] = open;
  if (!one) throw conflict('No review waits there; nothing was changed.', 'See what does: npx rollback review.');
  if (another)
    throw usageError(
      'Several reviews wait there; nothing was changed.',
      `Name one with --id: ${open.map(({ reviewId, by }) => `${reviewId.slice(0, 8)} (${by})`).join(', ')}.`,
    );
  if (one.actions.length === 0)
    throw new AppError(
      'forbidden',
      'This review is not yours to give; nothing was changed.',
      'A team lead or an executive who had no part in it reviews it.',
    );
  const given = {
    reviewId: one.reviewId,
    verdict: verdict === 'justified' ? verdict : ('not_justified' as const),
    note,
  };
  await at.act(reviewBreakGlassSchema, given, reviewBreakGlass);
}

function printGlass(screen: Screen, all: readonly BrokenGlass[]): void {
  if (all.length === 0) screen.line('Nobody has broken the glass here, or every review is given.');
  for (const { id, incident, by, at, reason, procedure, target, wasStarted, verdict, note, reviewedBy } of all) {
    screen.line(
      ['bold', `${by} broke the glass`],
      ` for ${procedure} on ${target} · ${incident} · ${relativeWords(at)}`,
    );
    screen.line(`  ${reason}`);
    screen.line(`  ${wasStarted ? 'The run was started with it.' : 'Nothing was started with it.'}`);
    if (verdict)
      screen.line(`  ${verdict === 'justified' ? 'Justified' : 'Not justified'}, says ${reviewedBy}: ${note}`);
    else
      screen.line(['dim', `  npx rollback review ${incident} --verdict justified --note "…" --id ${id.slice(0, 8)}`]);
  }
}
