import { z } from 'zod';

const base64url = (bytes: number) =>
  z
    .string()
    .max(200)
    .regex(/^[\w-]+=*$/)
    .refine((text) => base64Length(text) === bytes);

/** Bytes in a text of base64url, with or without its padding. */
function base64Length(text: string): number {
  return Math.floor((text.replace(/=+$/, '').length * 3) / 4);
}

/** SHA-256 of a subscription's address. */
const deviceKey = z.string().regex(/^[0-9a-f]{64}$/);

/** What a browser says when it lets the console push to it: PushSubscription.toJSON(). */
export const addPushDeviceSchema = z.object({
  endpoint: z.string().min(10).max(1500),
  /** Of the browser's own pair and secret, which only it can read with: a P-256 point, and 16 bytes. */
  p256dh: base64url(65),
  auth: base64url(16),
  /** Which of the console's keys it was made for. */
  publicKey: base64url(65),
  /**
   * The device that this browser is already, where a page only keeps it: in the session that came after, with the console's
   * new key. One that was removed in the meantime is not added by that.
   */
  replaces: deviceKey.optional(),
});
export type PushDeviceInput = z.input<typeof addPushDeviceSchema>;

export const pushDeviceSchema = z.object({ device: deviceKey });

/** A service worker's word about one notification; only the browser that got it knows its id. */
export const pushSeenSchema = z.object({ id: z.uuid(), seen: z.enum(['shown', 'opened']) });

export type PushDeviceView = {
  key: string;
  /** As its browser calls itself. */
  agent: string;
  service: string;
  addedAt: string;
  lastSuccessAt: string | null;
  /** Made for another key than the console has now: nothing reaches it until its person opens the console there. */
  isOutdated: boolean;
  /** What became of the newest test, where there was one. */
  test: { at: string; state: 'under_way' | 'sent' | 'shown' | 'failed'; answer: string } | null;
};
export type PushView = {
  /** Null where this console has no key to push with. */
  publicKey: string | null;
  devices: PushDeviceView[];
};

/** What a notification carries, end to end encrypted; read by public/sw.js. */
export type PushPayload = {
  id: string;
  kind: string;
  title: string;
  body: string;
  url: string;
  tag: string;
  /** ISO; the device writes it in its own zone. */
  until: string | null;
  at: string;
  /** All that waits for this person, for the number on the app's icon. */
  waiting: number;
};

/** What waits for a person, for the number on the app's icon. `offers`: of a wheel or an incident, to be accepted. */
export type WaitingView = { approvals: number; turns: number; offers: number };
