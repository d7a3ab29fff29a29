import { describe, expect, it } from 'vitest';
import { agreedAnswer, onEveryHost } from './host-answers';

describe('hosts that are asked the same', () => {
  const said = (name: string, stdout: string, over: object = {}) => ({
    host: name,
    result: { ending: 'exited', exitCode: 0 as number | null, stdout, stderr: '', ...over },
  });

  it('answer as one where they agree', () => {
    expect(agreedAnswer([said('a', 'x\n'), said('b', 'x')])).toMatchObject({ exitCode: 0, stdout: 'x\n' });
  });

  it('have no answer where they differ, or one of them fails', () => {
    const error = 'The hosts answer differently: a “x”, b “y”.';
    expect(agreedAnswer([said('a', 'x'), said('b', 'y')])).toMatchObject({ exitCode: null, stdout: '', error });
    const failing = agreedAnswer([said('a', 'x'), said('b', '', { exitCode: 3, stderr: 'one\nno disk' })]);
    expect(failing).toMatchObject({ exitCode: 3, stderr: 'b: no disk' });
  });

  it('pass a check only where it holds on every one of them', () => {
    const seen = (name: string, isOk: boolean, saw: string) => ({ host: name, seen: { isOk, saw } });
    expect(onEveryHost([seen('a', true, 'up'), seen('b', true, 'up')])).toMatchObject({
      isOk: true,
      saw: 'up, on a, b',
    });
    expect(onEveryHost([seen('a', true, 'up'), seen('b', false, 'down')])).toMatchObject({
      isOk: false,
      saw: 'b: down',
    });
  });
});
