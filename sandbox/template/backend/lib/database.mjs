import { pooled } from './pooled.mjs';
import { engineArguments } from './settings.mjs';
import { unpooled } from './unpooled.mjs';

const engine = engineArguments();

/** Runs one statement; over a pool, or over a connection of its own where connection.py says NullPool. */
export const query = engine.poolclass === 'NullPool' ? unpooled(engine) : await pooled(engine);
