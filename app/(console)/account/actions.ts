'use server';

import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import * as schema from '@/lib/contracts/account';
import { setGuideSchema } from '@/lib/contracts/guide-view';
import { addPushDeviceSchema, pushDeviceSchema } from '@/lib/contracts/push';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as account from '@/lib/server/auth/account';
import * as confirm from '@/lib/server/auth/confirm';
import * as passkeys from '@/lib/server/auth/passkeys';
import * as guide from '@/lib/server/guide/set-guide';
import * as push from '@/lib/server/push/devices';

export async function confirmPassword(input: unknown): Promise<ActionResult> {
  return runAction(schema.confirmPasswordSchema, input, confirm.confirmPassword);
}
export async function askPasskey(input: unknown): Promise<ActionResult<PublicKeyCredentialRequestOptionsJSON | null>> {
  return runAction(schema.nothingSchema, input, passkeys.askPasskey);
}
export async function confirmByPasskey(input: unknown): Promise<ActionResult> {
  return runAction(schema.confirmByPasskeySchema, input, confirm.confirmByPasskey);
}
export async function changePassword(input: unknown): Promise<ActionResult> {
  return runAction(schema.changePasswordSchema, input, confirm.changeMyPassword);
}
export async function askNewPasskey(input: unknown): Promise<ActionResult<PublicKeyCredentialCreationOptionsJSON>> {
  return runAction(schema.nothingSchema, input, passkeys.askNewPasskey);
}
export async function addPasskey(input: unknown): Promise<ActionResult> {
  return runAction(schema.addPasskeySchema, input, passkeys.addPasskey);
}
export async function removePasskey(input: unknown): Promise<ActionResult> {
  return runAction(schema.passkeySchema, input, passkeys.removePasskey);
}
export async function endMySession(input: unknown): Promise<ActionResult> {
  return runAction(schema.sessionNameSchema, input, account.endMySession);
}
export async function endMySessions(input: unknown): Promise<ActionResult> {
  return runAction(schema.nothingSchema, input, account.endMySessions);
}
export async function addPushDevice(input: unknown): Promise<ActionResult> {
  return runAction(addPushDeviceSchema, input, push.addPushDevice);
}
export async function removePushDevice(input: unknown): Promise<ActionResult> {
  return runAction(pushDeviceSchema, input, push.removePushDevice);
}
export async function testPushDevice(input: unknown): Promise<ActionResult> {
  return runAction(pushDeviceSchema, input, push.testPushDevice);
}
export async function setGuide(input: unknown): Promise<ActionResult> {
  return runAction(setGuideSchema, input, guide.setGuide);
}
