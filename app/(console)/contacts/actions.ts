'use server';

import * as schema from '@/lib/contracts/message-inputs';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as channel from '@/lib/server/messages/change-channel';
import * as contact from '@/lib/server/messages/change-contact';
import * as message from '@/lib/server/messages/settle-message';

export async function changeContact(input: unknown): Promise<ActionResult> {
  return runAction(schema.changeContactSchema, input, contact.changeContact);
}
export async function changeChannel(input: unknown): Promise<ActionResult> {
  return runAction(schema.changeChannelSchema, input, channel.changeChannel);
}
export async function disconnectChannel(input: unknown): Promise<ActionResult> {
  return runAction(schema.channelSchema, input, channel.disconnectChannel);
}
export async function testChannel(input: unknown): Promise<ActionResult> {
  return runAction(schema.channelSchema, input, channel.testChannel);
}
export async function markMessagesTold(input: unknown): Promise<ActionResult> {
  return runAction(schema.messagesSchema, input, message.markMessagesTold);
}
export async function sendMessageAgain(input: unknown): Promise<ActionResult> {
  return runAction(schema.messageSchema, input, message.sendMessageAgain);
}
