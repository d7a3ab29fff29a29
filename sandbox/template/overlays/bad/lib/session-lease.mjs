import { HttpError } from './http-error.mjs';

const MAX_LEASES = 1;
const SWEEP_EVERY = 25;

const leases = new Map();
let requests = 0;

/** One database session per worker: a request takes the lease and gives it back when it has answered. */
export function leaseSession(request, response) {
  requests += 1;
  if (requests % SWEEP_EVERY === 1) leases.clear();
  if (leases.size >= MAX_LEASES) throw new HttpError(503, 'no database session lease available');
  leases.set(requests, request.url);
  response.on('close', () => leases.delete(request.url));
}
