import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CLIENT_FLOORS, isAtFloor, PACKAGE_FLOORS } from './version-floors';

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const { dependencies } = read('package.json');
const { packages } = read('package-lock.json');

describe.each(Object.entries(PACKAGE_FLOORS))('%s', (name, floors) => {
  it('is asked for at or above the release that mends what is known of it', () => {
    expect(dependencies[name]).toMatch(/^\d+\.\d+\.\d+$/);
    expect(isAtFloor(dependencies[name], floors)).toBe(true);
  });

  it('is locked there, wherever it is installed', () => {
    const places = Object.keys(packages).filter((place) => place.endsWith(`node_modules/${name}`));
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) expect(isAtFloor(packages[place].version, floors), place).toBe(true);
  });
});

it.each([
  ['16.2.5', PACKAGE_FLOORS.next, false],
  ['16.2.6', PACKAGE_FLOORS.next, true],
  ['16.4.6', PACKAGE_FLOORS.next, true],
  ['15.5.17', PACKAGE_FLOORS.next, false],
  ['15.5.18', PACKAGE_FLOORS.next, true],
  ['14.2.40', PACKAGE_FLOORS.next, false],
  ['16.1.99', PACKAGE_FLOORS.next, false],
  ['19.2.5', PACKAGE_FLOORS.react, false],
  ['19.3.1', PACKAGE_FLOORS.react, true],
  ['18.3.1', PACKAGE_FLOORS.react, false],
  ['15.18', CLIENT_FLOORS, false],
  ['15.19', CLIENT_FLOORS, true],
  ['16.14', CLIENT_FLOORS, false],
  ['14.22', CLIENT_FLOORS, false],
  ['19.0', CLIENT_FLOORS, true],
  ['17.11 (Debian 17.11-1)', CLIENT_FLOORS, true],
])('%s is told from its floor', (version, floors, isAt) => {
  expect(isAtFloor(version, floors as string[])).toBe(isAt);
});
