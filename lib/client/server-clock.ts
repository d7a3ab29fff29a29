/**
 * The browser's clock may be wrong, and deadlines are the server's. Answers carry their time; where the two differ by
 * more than the Date header's grain and a slow answer explain, countdowns follow the server.
 */
const TOLERATED_MS = 3000;
let skewMs = 0;

/** How far the browser is behind (positive) or ahead of the server; 0 within tolerance. */
export function measureSkew(serverDate: string | null, browserNow: number): number | null {
  const serverNow = serverDate === null ? Number.NaN : Date.parse(serverDate);
  if (Number.isNaN(serverNow)) return null;
  const difference = serverNow - browserNow;
  return Math.abs(difference) > TOLERATED_MS ? difference : 0;
}

export function noteServerTime(serverDate: string | null): void {
  skewMs = measureSkew(serverDate, Date.now()) ?? skewMs;
}

export function getServerNow(): number {
  return Date.now() + skewMs;
}
