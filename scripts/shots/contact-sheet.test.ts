import { describe, expect, it } from 'vitest';
import { listShots, renderContactSheet } from './contact-sheet';

const FILES = [
  'now.full.360.light.png',
  'room.failed.1440.dark.png',
  'room.failed.360.dark.png',
  'index.html',
  'old.png',
];

describe('the sheet of all pictures', () => {
  it('knows a picture by its name, and nothing else of the folder', () =>
    expect(listShots(FILES).map(({ screen, state, width, scheme }) => [screen, state, width, scheme])).toEqual([
      ['now', 'full', 360, 'light'],
      ['room', 'failed', 1440, 'dark'],
      ['room', 'failed', 360, 'dark'],
    ]));
  it('shows each under its screen, named in words, the phone before the desk', () => {
    const sheet = renderContactSheet(listShots(FILES));
    expect([...sheet.matchAll(/<h2 id="([a-z-]+)">/g)].map(([, screen]) => screen)).toEqual(['now', 'room']);
    expect([...sheet.matchAll(/alt="([^"]+)"/g)].map(([, words]) => words)).toEqual([
      'now, full, 360 px, light',
      'room, failed, 360 px, dark',
      'room, failed, 1440 px, dark',
    ]);
  });
});
