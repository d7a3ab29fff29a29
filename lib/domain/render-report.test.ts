import { describe, expect, it } from 'vitest';
import type { ReportView } from '@/lib/contracts/report-view';
import { escapeMarkdown, renderReportMarkdown } from './render-report';
import { reportView } from './testing/fixtures';

type Command = ReportView['commands'][number];
const command = (over: Partial<Command>): Command => ({
  at: '2025-08-25T10:02:00.000Z',
  text: 'pm2 reload replyx-backend',
  where: 'app',
  tookMs: 41,
  outcome: 'succeeded',
  by: 'Kim',
  ...over,
});
const figure = { before: 1, now: 2, percent: 100, isRegression: true };
const benchmark = (title: string): ReportView['benchmarks'][number] => ({
  at: '2025-08-25T10:30:00.000Z',
  target: 'replyx',
  state: 'done',
  durationMs: 60_000,
  warmUpMs: 6_000,
  queries: [],
  comparison: {
    before: { words: 'the kept baseline', measuredAt: '2025-08-20T10:00:00.000Z' },
    now: { words: 'this benchmark', measuredAt: '2025-08-25T10:30:00.000Z' },
    queries: [
      {
        key: 'q',
        title,
        figures: { p50: figure, p95: figure, p99: figure, perSecond: figure },
        missing: '',
        regressions: [`${title} p95 is 100 % higher`],
      },
      { key: 'r', title: 'Search', figures: null, missing: 'not in the baseline', regressions: [] },
    ],
    isRegression: true,
    sentence: `Worse than the baseline: ${title} p95 is 100 % higher.`,
  },
  error: '',
});
const rowsOf = (commands: Command[]) =>
  renderReportMarkdown(reportView({ commands }))
    .split('\n')
    .filter((line) => line.startsWith('| 10:'));

/** Everything in a report that comes from outside, filled with one text. */
function everywhere(text: string): string {
  return renderReportMarkdown(
    reportView({
      title: text,
      targetName: text,
      recoveredSentence: text,
      sections: [
        {
          key: 'actions',
          title: 'Rollback actions taken',
          fields: [{ key: 'f', title: 'Field', value: text, isWritten: true, placeholder: '', kind: 'text' }],
        },
      ],
      commands: [command({ text, where: text, by: text })],
      timeline: [
        { id: '1', at: '2025-08-25T10:00:00.000Z', actor: text, strong: text, text, quote: text, tone: 'neutral' },
      ],
      checks: [
        {
          id: '1',
          group: 'criteria',
          subgroup: 'technical',
          key: 'k',
          title: text,
          state: 'passed',
          by: 'person',
          byHandBecause: null,
          result: { title: text, did: text, expected: text, saw: text, isOk: true, tookMs: 1 },
          personName: text,
          note: text,
          at: null,
          actions: [],
        },
      ],
      benchmarks: [benchmark(text)],
    }),
  );
}

/** What is left when code spans are taken away: where Markdown and HTML would be read. */
const outsideCode = (markdown: string) => markdown.replace(/`[^`\n]*`/g, 'CODE');
const PLAIN = outsideCode(everywhere('plain')).split('\n');

describe('text from outside stays text', () => {
  it.each([
    ['the end of a code block with a script behind it', '</pre><img src=x onerror=alert(1)>'],
    ['a script', '<script>alert(1)</script>'],
    ['a heading', 'x\n# Approved by everybody'],
    ['a heading underlined', 'x\n===='],
    ['a fence', 'x\n```\nrm -rf /\n```'],
    ['a fence of tildes', 'x\n~~~\nx'],
    ['a link', '[click](javascript:alert(1))'],
    ['a picture from elsewhere', '![x](https://evil.example/x.png)'],
    ['an address in brackets', '<https://evil.example>'],
    ['a reference', '[x]: https://evil.example\r\n[x]'],
    ['table cells', 'a | b | c'],
    ['table cells behind a backslash', 'a \\| <img src=x onerror=alert(1)> \\\\| b'],
    ['a code span that ends early', '` <img src=x onerror=alert(1)> ``'],
    ['emphasis', '**bold** __bold__ ~~gone~~'],
    ['an entity', '&lt;b&gt;'],
    ['a rule, a list and a quote', 'x\n---\n- a\n1. b\n> c'],
  ])('%s', (_, text) => {
    const lines = outsideCode(everywhere(text)).split('\n');
    expect(lines.map((line) => /^(#+ |- |\||---$)?/.exec(line)?.[0])).toEqual(
      PLAIN.map((line) => /^(#+ |- |\||---$)?/.exec(line)?.[0]),
    );
    // Of tags only the code of a command is left, and in it nothing but letters and entities.
    const untagged = lines.join('\n').replace(/<code>[\p{L}\p{N} &#;]*<\/code>/gu, 'CODE');
    expect(untagged).not.toMatch(/<[a-z/!?]/i);
    expect(untagged).not.toMatch(/(?<!\\)\]\(/);
    expect(untagged.replaceAll('\\`', '')).not.toContain('`');
    for (const row of untagged.split('\n').filter((line) => line.startsWith('|'))) {
      expect(row.split('|')).toHaveLength(8);
    }
  });

  it('is escaped sign by sign, and joined to one line', () => {
    expect(escapeMarkdown('a_b *c* [d](e) <f> & `g`\r\n# h | i ~ \\')).toBe(
      'a\\_b \\*c\\* \\[d\\](e) &lt;f\\> &amp; \\`g\\` \\# h \\| i \\~ \\\\',
    );
  });

  it('of every script is left as it is', () => {
    expect(escapeMarkdown('Откат – 回滚 – 90 %')).toBe('Откат – 回滚 – 90 %');
  });
});

describe('the commands', () => {
  it('are told with when, where, how long and how they ended, by whom', () => {
    expect(rowsOf([command({})])).toEqual([
      '| 10:02:00 | `pm2 reload replyx-backend` | `app` | 41 ms | succeeded | `Kim` |',
    ]);
  });

  it('without an end known say so and claim no duration', () => {
    expect(rowsOf([command({ outcome: 'unknown', tookMs: null })])[0]).toContain('|  | unknown |');
  });

  it('of several lines stand on one', () => {
    expect(rowsOf([command({ text: 'SELECT 1\n-- $1 = a' })])[0]).toContain('`SELECT 1 -- $1 = a`');
  });

  it.each(['a | b', 'a \\| <b>', 'a \\\\| b', '` | `'])('keep to their cell: %s', (text) => {
    const [row = ''] = rowsOf([command({ text })]);
    expect(row.split('|')).toHaveLength(8);
    expect(row).not.toContain('<b>');
  });

  it('that are none are not left out silently', () => {
    expect(renderReportMarkdown(reportView())).toContain('**Commands executed**: none');
  });
});

it('what was foretold of a change stands beside what came of it, before the commands', () => {
  const step = {
    ...{ stepId: '1', title: 'Drop *index*', where: 'database', outcome: 'succeeded' as const, isLonger: true },
    ...{ foretold: 'Searches are slow.', time: 'Usually 4.0 s', happened: 'Done: no rows.', tookMs: 9_000 },
  };
  const text = renderReportMarkdown(reportView({ foretold: [{ runId: 'r', procedure: 'Indexes', steps: [step] }] }));
  expect(text).toContain('**Foretold and happened**: Indexes');
  expect(text).toContain(
    '- Drop \\*index\\* (database): **succeeded**. Foretold: Searches are slow. Usually 4.0 s. Happened: Done: no rows. Took 9.0 s, longer than foretold.',
  );
  expect(text.indexOf('Foretold and happened')).toBeLessThan(text.indexOf('Commands executed'));
});

describe('the head', () => {
  it('says partial while the incident is open, and claims no end', () => {
    const text = renderReportMarkdown(reportView({ isPartial: true, endedAt: null, durationMs: null }));
    expect(text.split('\n')[0]).toBe('# Database Rollback Incident Report (partial: the incident is open)');
    expect(text).toContain('- **Duration**: 10:00:00 – open UTC\n');
  });

  it('is the guide’s once it is closed', () => {
    const text = renderReportMarkdown(reportView());
    expect(text.split('\n').slice(0, 8)).toEqual([
      '# Database Rollback Incident Report',
      '',
      '- **Title**: Calls fail after the deploy',
      '- **Incident id**: DB-ROLLBACK-20250825-100000',
      '- **Date**: 2025-08-25',
      '- **Duration**: 10:00:00 – 10:06:54 UTC (6 min 54 s)',
      '- **Severity**: CRITICAL',
      '- **Target**: ReplyX production (production)',
    ]);
  });

  it('says that a drill was one', () => {
    expect(renderReportMarkdown(reportView({ isDrill: true }))).toContain('(DRILL)');
  });
});

it('what nobody wrote is marked, and a yes or no reads as one', () => {
  const field = { key: 'f', title: 'Data loss', isWritten: true, placeholder: 'x', kind: 'yes_no' as const };
  const lineOf = (value: string) =>
    renderReportMarkdown(reportView({ sections: [{ key: 's', title: 'S', fields: [{ ...field, value }] }] }));
  expect(lineOf('')).toContain('- **Data loss**: _not written yet_');
  expect(lineOf('no')).toContain('- **Data loss**: No');
  expect(lineOf('yes')).toContain('- **Data loss**: Yes');
});

it('the timeline runs from the first event to the last', () => {
  const item = { actor: 'Kim', text: '', quote: null, tone: 'neutral' as const };
  const text = renderReportMarkdown(
    reportView({
      timeline: [
        { ...item, id: '2', at: '2025-08-25T10:05:00.000Z', strong: 'later' },
        { ...item, id: '1', at: '2025-08-25T10:00:00.000Z', strong: 'first' },
      ],
    }),
  );
  expect(text.indexOf('10:00:00 first')).toBeLessThan(text.indexOf('10:05:00 later'));
});

it('says loudly when the events behind it were changed', () => {
  expect(renderReportMarkdown(reportView())).toContain(', verified.');
  expect(renderReportMarkdown(reportView({ isChainVerified: false }))).toContain('NOT VERIFIED');
});

it('has the baseline validation as a table, its regressions in a sentence', () => {
  const text = renderReportMarkdown(reportView({ benchmarks: [benchmark('Messages')] }));
  expect(text).toContain('## Baseline validation');
  expect(text).toContain('Worse than the baseline: Messages p95 is 100 % higher.');
  expect(text).toContain(
    '| `Messages` | 1.00 ms → 2.00 ms | 1.00 ms → 2.00 ms | 1.00 ms → 2.00 ms | 1.0/s → 2.0/s | worse |',
  );
  expect(text).toContain('| `Search` |  |  |  |  | not in the baseline |');
  expect(renderReportMarkdown(reportView({}))).not.toContain('Baseline validation');
});
