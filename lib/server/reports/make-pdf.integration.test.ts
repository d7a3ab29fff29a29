import { expect, it, vi } from 'vitest';
import type { ReportView } from '@/lib/contracts/report-view';
import { buildMarks } from '@/lib/domain/health-marks';
import { reportPdf } from '@/lib/domain/report-pdf';
import { event } from '@/lib/domain/testing/events';
import { reportView } from '@/lib/domain/testing/fixtures';
import { wordsOfPdf } from '../testing/pdf-words';
import { makePdf } from './make-pdf';

// Each file is made in a thread of its own, which reads pdfmake and its fonts first.
vi.setConfig({ testTimeout: 30_000 });

const AT = '2025-08-25T10:02:00.000Z';
const LONG = `psql -c "${'select pg_sleep(1); '.repeat(40)}"`;
const line = (index: number, over: Partial<ReportView['timeline'][number]> = {}): ReportView['timeline'][number] => ({
  ...{ id: `e${index}`, at: new Date(Date.parse(AT) + index * 1000).toISOString(), actor: 'Кира Иванова' },
  ...{ strong: 'Reload backend', text: `line ${index} of the log`, tone: 'ok', quote: null, ...over },
});
const FULL = reportView({
  title: 'Сбой API после деплоя',
  planHash: 'a'.repeat(64),
  recoveredSentence: 'Users recovered 9 s after “Reload backend” began.',
  series: {
    ...{ from: '2025-08-25T09:58:00.000Z', to: '2025-08-25T10:08:00.000Z', bucketMs: 5000 },
    points: Array.from({ length: 120 }, (_, index) => ({
      at: new Date(Date.parse('2025-08-25T09:58:00.000Z') + index * 5000).toISOString(),
      ...{ errorRatePercent: index > 40 && index < 90 ? 93 : 0.2, p95Ms: 200 + index, calls: 10 },
    })),
  },
  marks: buildMarks([event('incident.declared'), event('step.succeeded'), event('message.sent')]),
  exceptions: [
    {
      ...{ kind: 'break_glass', at: AT, by: 'Kim', title: 'Started without an approval', reason: 'nobody answered' },
      ...{ told: 'Lead', review: null },
    },
  ],
  sections: [
    {
      ...{ key: 'actions', title: 'Rollback actions taken' },
      fields: [
        { key: 'phase', title: 'Phase affected', value: 'Phase 1', isWritten: false, placeholder: '', kind: 'text' },
        { key: 'root_cause', title: 'Root cause', value: '', isWritten: true, placeholder: '', kind: 'text' },
      ],
    },
    { key: 'follow_up', title: 'Follow-up', fields: [] },
  ],
  followUps: {
    ...reportView().followUps,
    items: [
      {
        ...{
          id: 'one',
          text: 'Alert on index bloat',
          owner: { id: 'kim', name: 'Ким' },
          isMine: true,
          dueOn: '2025-09-01',
        },
        ...{ standing: 'done', dueWords: 'was due 1 September', done: { at: AT, by: 'Lead', note: 'It is set' } },
        ...{ incident: { code: 'DB-ROLLBACK-20250825-100000', title: 'Slow', isDrill: false }, targetName: 'ReplyX' },
      },
    ],
  },
  foretold: [
    {
      ...{ runId: 'run', procedure: 'Code deployment' },
      steps: [
        {
          ...{ stepId: 'one', title: 'Reload backend', where: 'app-1', outcome: 'succeeded', isLonger: true },
          ...{ foretold: 'Calls fail for 2 s.', time: 'Usually 1.8 s', happened: 'Done: exit code 0.', tookMs: 9_000 },
        },
      ],
    },
  ],
  commands: [{ at: AT, text: LONG, where: 'app-1', tookMs: 1800, outcome: 'succeeded', by: 'Kim' }],
  messages: [
    {
      ...{ at: AT, audience: 'internal', recipient: '#replyx-emergency', subject: 'Откат начат', outcome: 'sent' },
      ...{ answer: '250 OK', by: 'Kim' },
    },
  ],
  timeline: [line(1), line(0, { quote: 'Known bad deploy' })],
});

it('the PDF says what the report says, in each of its sections and in letters of each of its people', async () => {
  const words = wordsOfPdf(await makePdf(reportPdf(FULL, 'Europe/Berlin')));
  for (const said of [
    ...['Database Rollback Incident Report', 'Сбой API после деплоя', 'DB-ROLLBACK-20250825-100000', 'CEST'],
    ...['Exceptions', 'nobody answered', 'Not reviewed yet.', 'AGAINST 5 MIN', 'in time'],
    ...['Users recovered 9 s after “Reload backend” began.', 'declared', 'check out', '90 %'],
    ...['Rollback actions taken', 'Phase 1', 'Root cause', 'Not written yet', 'Commands executed', '12:02:00'],
    ...['Foretold and happened: Code deployment', 'Calls fail for 2 s.', 'Took 9.0 s, longer than foretold.'],
    ...['Alert on index bloat', 'Ким', '2025-09-01', 'Done by Lead, 25 August 2025: “It is set”'],
    ...['Messages', '#replyx-emergency', 'Откат начат', 'Timeline', 'Кира Иванова', 'Known bad deploy'],
    ...['Built from 3 events.', 'c'.repeat(64), 'The chain was verified', 'Page 1 of'],
    `DB-ROLLBACK-20250825-100000 · plan ${'a'.repeat(64)}`,
  ])
    expect(words).toContain(said);
  expect(words.replaceAll(' ', '')).toContain(LONG.replaceAll(' ', ''));
});

it('the same report is the same file, byte for byte, and names nothing outside of itself', async () => {
  const [one, other] = await Promise.all([makePdf(reportPdf(FULL, 'UTC')), makePdf(reportPdf(FULL, 'UTC'))]);
  expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
  const text = Buffer.from(one).toString('latin1');
  expect(text.slice(0, 5)).toBe('%PDF-');
  expect(text).toContain('/Lang (en)');
  expect(text).toContain('(D:20250825100654Z)');
  expect(text).not.toMatch(/\/(URI|JavaScript|JS|Launch|EmbeddedFile|GoToR|OpenAction)\b/);
});

it('a screen reader is led by its structure: headings, titles of columns, and words for the picture', async () => {
  const text = Buffer.from(await makePdf(reportPdf(FULL, 'UTC'))).toString('latin1');
  const elements = [...text.matchAll(/\/S \/(\w+)\n(.*?)endobj/gs)].map(([, type = '', rest = '']) => ({
    type,
    rest,
  }));
  const of = (type: string) => elements.filter((one) => one.type === type);
  const said = (type: string) => of(type).filter(({ rest }) => /\/K \[\d/.test(rest)).length;
  expect(text).toMatch(/\/MarkInfo \d+ 0 R/);
  expect([of('Document').length, said('H1'), of('H2').length, said('H2'), said('H3')]).toEqual([1, 1, 6, 6, 3]);
  expect(of('TH').length).toBeGreaterThan(10);
  expect(of('TH').every(({ rest }) => rest.includes('/Scope /Column'))).toBe(true);
  expect(of('Figure').map(({ rest }) => /\/Alt \((.*?)\)\n/s.exec(rest)?.[1])).toEqual([
    expect.stringMatching(/^Health of the target over the incident\. .*Check out 4f2a9c1/),
  ]);
});

it('text that means harm is only text', async () => {
  const hostile = '</text><script>alert(1)</script>{"qr":"x"} [a](b) \u202egnp.exe \u001b]0;t\u0007\u0000';
  const field = { key: 'f', title: hostile, value: hostile, isWritten: true, placeholder: '', kind: 'text' as const };
  const [mark] = buildMarks([event('incident.declared')]);
  const view = reportView({
    title: hostile,
    marks: mark ? [{ ...mark, label: hostile }] : [],
    sections: [{ key: 'actions', title: hostile, fields: [field] }],
    commands: [{ at: AT, text: hostile, where: hostile, tookMs: null, outcome: 'failed', by: hostile }],
    timeline: [line(0, { strong: hostile, quote: hostile })],
  });
  const words = wordsOfPdf(await makePdf(reportPdf(view, 'UTC')));
  expect(words).toContain('</text><script>alert(1)</script>{"qr":"x"} [a](b) ‹202e›gnp.exe');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
  expect(words).not.toMatch(/[\u0000-\u0008\u001b\u202e]/);
});

it('while a report of two thousand lines becomes a file, everything else goes on', async () => {
  const timeline = Array.from({ length: 2_000 }, (_, index) => line(index));
  let ticks = 0;
  const ticker = setInterval(() => {
    ticks += 1;
  }, 10);
  const begun = performance.now();
  const file = await makePdf(reportPdf(reportView({ timeline }), 'UTC')).finally(() => clearInterval(ticker));
  const tookMs = performance.now() - begun;
  expect(wordsOfPdf(file)).toContain('line 1999 of the log');
  expect(ticks).toBeGreaterThan(tookMs / 200);
}, 30_000);
