import 'server-only';
import type { z } from 'zod';
import type { changePasswordSchema, confirmByPasskeySchema, confirmPasswordSchema } from '@/lib/contracts/account';
import type { Me } from '@/lib/contracts/views';
import { authorise } from './authorise';
import { changePassword } from './change-password';
import { stepUpByPasskey } from './passkeys';
import { writeSessionCookie } from './session-cookie';
import { stepUpByPassword } from './step-up';

/** For a browser: it goes on in the session that is made for it, and the one that it had ends. */
export async function confirmPassword(me: Me, input: z.output<typeof confirmPasswordSchema>): Promise<null> {
  const actor = await authorise(me, 'account.own');
  return goOnIn(await stepUpByPassword(actor, input));
}

export async function confirmByPasskey(me: Me, input: z.output<typeof confirmByPasskeySchema>): Promise<null> {
  const actor = await authorise(me, 'account.own');
  return goOnIn(await stepUpByPasskey(actor, input));
}

export async function changeMyPassword(me: Me, input: z.output<typeof changePasswordSchema>): Promise<null> {
  const actor = await authorise(me, 'account.own');
  return goOnIn(await changePassword(actor, input));
}

async function goOnIn(sessionId: string | null): Promise<null> {
  if (sessionId) await writeSessionCookie(sessionId);
  return null;
}
