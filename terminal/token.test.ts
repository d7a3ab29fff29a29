import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { readToken } from './token';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terminal-token-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(mode: number, text = 'rbk_in-the-file\n'): Promise<string> {
  const path = join(folder, `token-${mode.toString(8)}-${text.length}`);
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}
const refusal = async (path: string): Promise<AppError> => {
  const error = await readToken(path, undefined).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
};

describe('a token file', () => {
  it('is read when only its owner may read and write it', async () => {
    expect(await readToken(await file(0o600), undefined)).toBe('rbk_in-the-file');
  });

  it.each([0o644, 0o640, 0o604, 0o660, 0o700, 0o400])(
    'of mode %o is refused, with the way to mend it',
    async (mode) => {
      const path = await file(mode);
      const { code, message, remedy } = await refusal(path);
      expect(code).toBe('not_signed_in');
      expect(message).toContain(`0${mode.toString(8)}`);
      expect(message).not.toContain('rbk_');
      expect(remedy).toContain(`chmod 600 ${path}`);
    },
  );

  it('that is empty, too large, a folder or not there is refused', async () => {
    expect((await refusal(await file(0o600, ''))).message).toMatch(/empty/);
    expect((await refusal(await file(0o600, 'x'.repeat(5000)))).message).toMatch(/too large/);
    expect((await refusal(folder)).message).toMatch(/no file/);
    expect((await refusal(join(folder, 'nowhere'))).message).toMatch(/ENOENT/);
  });
});

it('named on the command line comes before the variable, and the variable before the home folder', async () => {
  const path = await file(0o600);
  expect(await readToken(path, 'rbk_variable')).toBe('rbk_in-the-file');
  expect(await readToken(undefined, ' rbk_variable\n')).toBe('rbk_variable');
});
