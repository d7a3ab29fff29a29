import { describe, expect, it } from 'vitest';
import { displayCommand, renderInput } from './command-input';

describe('what a command reads', () => {
  it('is whole lines, tabs and line ends as they are', () => {
    expect(renderInput('a\tb\r\nc')).toBe('a\tb\r\nc\n');
    expect(renderInput('a\n')).toBe('a\n');
  });

  it.each([
    ['a NUL', 'a\0b'],
    ['a direction override', 'a\u202eb'],
    ['a zero-width space', 'a\u200bb'],
    ['more than anybody reads', 'x'.repeat(100_001)],
  ])('is refused with %s', (_, text) => {
    expect(() => renderInput(text)).toThrow('What the command would read was refused');
  });

  it('is shown below the command, up to a word that is not in it', () => {
    expect(displayCommand(['git', 'apply', '-'], 'one\n')).toBe("git apply - <<'END'\none\nEND");
    expect(displayCommand(['cat'], 'END\n')).toBe("cat <<'END_'\nEND\nEND_");
    expect(displayCommand(['true'], undefined)).toBe('true');
  });
});
