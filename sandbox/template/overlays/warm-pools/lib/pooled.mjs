import { warmPools } from './warm-pool.mjs';

/** Statements over four workers in turn, each with a pool of its own that is opened at the start and kept. */
export async function pooled({ pool_size = '5', max_overflow = '10' }) {
  const pools = await warmPools(4, Number(pool_size), Number(max_overflow));
  let turn = 0;
  return (text, values) => {
    turn = (turn + 1) % pools.length;
    return pools[turn].query(text, values);
  };
}
