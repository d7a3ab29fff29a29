import { describe, expect, it } from 'vitest';
import { AppError, conflict, ERROR_TABLE, type ErrorCode, notFound } from './errors';

describe('a refusal', () => {
  it.each(Object.keys(ERROR_TABLE) as ErrorCode[])('%s answers with the status of the table', (code) => {
    const { status } = new AppError(code, 'It was refused.', 'Do this.');
    expect(status).toBe(ERROR_TABLE[code].status);
    expect(status).toBeGreaterThanOrEqual(400);
  });

  it('is the person’s to mend, except where the console or a target failed', () => {
    const ours = (Object.keys(ERROR_TABLE) as ErrorCode[]).filter((code) => ERROR_TABLE[code].status >= 500);
    expect(ours.sort()).toEqual(['target_unavailable', 'unexpected']);
  });

  it('keeps its cause and the fields it is about', () => {
    const cause = new Error('below');
    const error = new AppError('invalid_input', 'No.', 'Do this.', { cause, fields: { commit: 'Give one.' } });
    expect(error).toMatchObject({ name: 'AppError', cause, fields: { commit: 'Give one.' } });
    expect(error).toBeInstanceOf(Error);
    expect('cause' in new AppError('conflict', 'No.', 'Do this.')).toBe(false);
  });

  it('teaches: each has a safe next move', () => {
    expect(conflict('It moved on.').remedy).toContain('Look at the page again');
    expect(conflict('It moved on.', 'Wait.').remedy).toBe('Wait.');
  });

  it('does not tell what is not there from what may not be seen', () => {
    expect(notFound('run')).toMatchObject({ code: 'not_found', status: 404, message: 'There is no such run.' });
  });
});
