import { describe, expect, it } from 'vitest';
import { procedureSchema } from '@/lib/contracts/runbook';
import { checkParts } from './part-checks';
import { httpStep, procedure } from './testing/fixtures';

const choice = {
  kind: 'choice',
  choices: [
    { value: 'keep', title: 'Keep' },
    { value: 'move', title: 'Move' },
  ],
};
const part = procedureSchema.parse({
  ...procedure({
    parameters: [
      { key: 'revision', title: 'Revision', help: 'Which.', type: { kind: 'revision', choicesFrom: 'history' } },
      { key: 'files', title: 'Files', help: 'What of them.', type: choice, default: 'keep' },
    ],
    branches: [
      { key: 'main', title: 'Usual', about: 'The usual way.' },
      { key: 'way-back', title: 'Back', about: 'The way back.', isWayBack: true },
    ],
    preflight: [{ look: 'connections' }],
    steps: [{ step: httpStep() }, { branch: 'way-back', step: { ...httpStep(), key: 'back' } }],
  }),
  key: '3.1',
});

function complaints(over: Record<string, unknown>, preflight: unknown[] = [{ look: 'connections' }]): string[] {
  const whole = procedureSchema.parse({
    ...procedure({ parameters: [], steps: [{ step: httpStep() }] }),
    preflight,
    key: '5.1',
    parts: [{ procedure: '3.1', branch: 'main', phase: 3, ...over }],
  });
  return checkParts(whole, [part, whole]).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('a procedure that is made of others', () => {
  it('may take a way of them, fix their choices and use what they ask for', () => {
    const look = { look: 'git-commit', arguments: { commit: '{p3_1_revision}' } };
    const given = { alembic_revision: '{p3_1_revision}' };
    expect(complaints({ fixed: { files: 'keep' }, given }, [look])).toEqual([]);
  });

  it.each([
    ['a way that is not there', { branch: 'mian' }, 'parts.0.branch: 3.1 has no way "mian"'],
    ['a way back as the way', { branch: 'way-back' }, 'parts.0.branch: 3.1 has no way "way-back"'],
    ['a parameter that is not there', { fixed: { file: 'keep' } }, 'parts.0.fixed.file: 3.1 has no parameter "file"'],
    ['a choice that is none', { fixed: { files: 'burn' } }, 'parts.0.fixed.files: "burn" is none of the choices'],
    [
      'what nobody is asked for',
      { fixed: { files: 'keep' }, given: { alembic_revision: '{p3_1_files}' } },
      'parts.0.given.alembic_revision: {p3_1_files} is neither a parameter nor a fact of the preflight',
    ],
  ])('may not name %s', (_, over, complaint) => {
    expect(complaints(over)).toEqual([complaint]);
  });

  it('may not ask a look about what nobody is asked for', () => {
    const look = { look: 'git-commit', arguments: { commit: '{p3_1_commit}' } };
    expect(complaints({}, [look])).toEqual([
      'preflight.0.arguments.commit: {p3_1_commit} is neither a parameter nor a fact of the preflight',
    ]);
  });
});
