import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Command as Parser } from 'commander';
import { assessSchema, declareSchema } from '@/lib/contracts/inputs';
import { type SignalKind, signalKindSchema } from '@/lib/contracts/runbook';
import type { AssessmentView, AssessView, SignalInput } from '@/lib/contracts/views';
import { assessSignals } from '@/lib/server/incidents/assess-incident';
import { declareIncident } from '@/lib/server/incidents/declare-incident';
import { getAssessView } from '@/lib/server/incidents/get-assess-view';
import { collect, command } from '../command';
import { usageError } from '../errors';
import { SEVERITY_STYLE } from '../print/words';
import type { Screen } from '../screen';
import type { Terminal } from '../terminal';

type Options = {
  target: string;
  signal?: string[];
  note?: string[];
  title?: string;
  message?: string;
  messageFile?: string;
  told?: string[];
  leaveOut?: string[];
  assess?: boolean;
};

export const declare = command<Options>({
  name: 'declare',
  about: 'Say what is wrong: the console says how bad it is, who approves, and which procedures fit',
  details: `Signals: ${signalKindSchema.options.join(', ')}. A figure is in percent; what the prober measures counts where it is worse.`,
  options: (parser: Parser) =>
    parser
      .requiredOption('--target <key>', 'the target that is in trouble')
      .option('--signal <kind[=value]>', 'what you see; may be given several times', collect)
      .option('--note <kind=text>', 'more about a signal; may be given several times', collect)
      .option('--title <text>', 'a title that a colleague understands (default: made from the signals)')
      .option('--message <text>', 'what people are told (default: made from the signals)')
      .option('--message-file <file>', 'the same, from a file')
      .option('--told <channel>', 'a channel over which you told people yourself; may be given several times', collect)
      .option(
        '--leave-out <channel>',
        'a connected channel over which nothing is sent; may be given several times',
        collect,
      )
      .option('--assess', 'only say what the signals mean; declare nothing'),
  examples: [
    ['npx rollback declare --target replyx-production --signal error_rate=95 --assess', 'what it would mean'],
    [
      'npx rollback declare --target replyx-production --signal error_rate --told hotline',
      'with the figure of the prober',
    ],
  ],
  run: async (at, _args, options) => {
    const view = await at.read((me) => getAssessView(me, { targetKey: options.target }));
    const signals = readSignals(options, view);
    const assessment = await at.act(assessSchema, { targetKey: options.target, signals }, assessSignals);
    const value = toAssessment(assessment);
    if (options.assess)
      return { value: { code: null, ...value }, print: (screen) => printAssessment(screen, assessment) };
    const code = await send(at, options, signals, assessment, view);
    const print = (screen: Screen) => {
      screen.line(['bold', `Declared ${code}`]);
      printAssessment(screen, assessment);
      screen.line();
      screen.line(`Next: npx rollback plan ${code} --procedure ${assessment.procedures[0]?.key ?? '<key>'}`);
    };
    return { value: { code, ...value }, print };
  },
});

async function send(
  at: Terminal,
  options: Options,
  signals: SignalInput[],
  assessment: AssessmentView,
  view: AssessView,
): Promise<string> {
  const channels = view.channels.map((channel) => channel.key);
  const unknown = [...(options.told ?? []), ...(options.leaveOut ?? [])].find((key) => !channels.includes(key));
  if (unknown) throw usageError(`There is no channel ${unknown}; there are: ${channels.join(', ')}.`);
  const message = options.messageFile ? await readFile(options.messageFile, 'utf8') : options.message;
  const input = {
    targetKey: options.target,
    signals,
    title: options.title ?? assessment.suggestedTitle,
    message: message ?? assessment.internalMessage,
    toldBy: options.told ?? [],
    leaveOut: options.leaveOut ?? [],
    requestKey: randomUUID(),
  };
  return (await at.act(declareSchema, input, declareIncident)).code;
}

function readSignals({ signal = [], note = [] }: Options, view: AssessView): SignalInput[] {
  if (signal.length === 0) {
    const suggested = view.preselected.map((kind) => `--signal ${kind}`).join(' ');
    throw usageError(
      'Say what you see, with at least one --signal.',
      suggested ? `The prober suggests: ${suggested}` : `There are: ${signalKindSchema.options.join(', ')}.`,
    );
  }
  const notes = new Map(note.map((text) => splitOnce(text, '--note')));
  return signal.map((text) => {
    const [kind, figure] = text.includes('=') ? splitOnce(text, '--signal') : [text, null];
    return { kind: readKind(kind), value: readFigure(figure), note: notes.get(kind) ?? '' };
  });
}

function readKind(kind: string): SignalKind {
  const parsed = signalKindSchema.safeParse(kind);
  if (parsed.success) return parsed.data;
  throw usageError(`There is no signal ${kind}.`, `There are: ${signalKindSchema.options.join(', ')}.`);
}

function readFigure(figure: string | null): number | null {
  if (figure === null) return null;
  const value = Number(figure.replace(/\s*%$/, '').replace(',', '.'));
  if (figure.trim() !== '' && Number.isFinite(value)) return value;
  throw usageError(`${figure} is no figure.`, 'Write it as in error_rate=95.');
}

function splitOnce(text: string, option: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw usageError(`${option} ${text} is not of the form kind=text.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function toAssessment(a: AssessmentView) {
  return {
    severity: a.severity,
    because: a.decidingSentence,
    approvedBy: a.approvedBy,
    respond: a.respond,
    procedures: a.procedures.map(({ key, title, because }) => ({ key, title, because })),
  };
}

function printAssessment(screen: Screen, a: AssessmentView): void {
  screen.line([SEVERITY_STYLE[a.severity], a.severity.toUpperCase()], `: ${a.decidingSentence}`);
  screen.line(`Respond within ${a.respond}; a plan is approved by ${a.approvedBy}.`);
  screen.heading('Procedures, the best fit first');
  for (const { key, title, estimate, because } of a.procedures)
    screen.line('  ', ['bold', key], `  ${title} (${estimate})${because ? `: ${because}` : ''}`);
}
