import { send } from './http';
import { holds, type Row, type Seen } from './row';
import { ROWS } from './rows/all';
import type { World } from './world';

/** `wrongs`: what else is not as it has to be after the input, however well it was answered. */
export type Fed = { row: Row; seen: Seen; isHeld: boolean; wrongs: string[] };

/** Feeds them one after the other, and looks after each whether the product lives and nothing was done. */
export async function feedAll(world: World, only: string | null, told: (fed: Fed) => void): Promise<Fed[]> {
  const fed: Fed[] = [];
  const wanted = only?.split(',') ?? null;
  const isWanted = ({ id }: Row) => wanted === null || wanted.includes(id) || wanted.includes(id.replace(/[a-z]$/, ''));
  for (const row of ROWS.filter(isWanted)) {
    const denialsBefore = row.isAudited ? await world.countDenials() : 0;
    const seen = await feedOne(row, world);
    const wrongs = await wrongsAfter(row, world, denialsBefore);
    const one = { row, seen, wrongs, isHeld: holds(row.expected, seen) && wrongs.length === 0 };
    fed.push(one);
    told(one);
  }
  return fed;
}

async function feedOne(row: Row, world: World): Promise<Seen> {
  try {
    return await row.feed(world);
  } catch (error) {
    return { came: 'not reached', words: (error as Error).stack ?? String(error) };
  }
}

async function wrongsAfter(row: Row, world: World, denialsBefore: number): Promise<string[]> {
  const wrongs: string[] = [];
  const health = await send(world.address, { path: '/api/health' }).catch((error: Error) => ({
    status: 0,
    text: error.message,
  }));
  if (health.status !== 200)
    wrongs.push(`the console answers ${health.status} afterwards: ${health.text.slice(0, 200)}`);
  wrongs.push(...(await world.canaries()));
  if (row.isAudited && (await world.countDenials()) <= denialsBefore) wrongs.push('no event says that it was denied');
  return wrongs;
}
