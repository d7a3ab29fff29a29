'use client';

import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { useActionForm } from '@/components/ui/use-action-form';
import { changeChannelSchema, channelSchema } from '@/lib/contracts/message-inputs';
import type { ChannelView } from '@/lib/contracts/message-view';
import { CHANNEL_FORM } from './channel-model';
import type { ContactActions } from './contacts-screen';

type Props = { channel: ChannelView; actions: ContactActions; close: () => void; onDone: () => void };

export function ChangeChannelDialog({ channel, actions, close, onDone }: Props) {
  const form = useActionForm({ schema: changeChannelSchema, act: actions.changeChannel, onDone });
  const off = useActionForm({ schema: channelSchema, act: actions.disconnectChannel, onDone });
  const words = CHANNEL_FORM[channel.kind];
  const error = [form.error, off.error].find((one) => one && !one.fields);
  return (
    <FormDialog
      title={channel.title}
      description={
        channel.isForCustomers
          ? 'Messages to customers go here once a second person has let them out. A drill never writes to them.'
          : undefined
      }
      verb="Save this channel"
      form={{ ...form, error: error ?? null }}
      close={close}
      aside={
        channel.isConnected ? (
          <Button className="sm:mr-auto" isPending={off.isPending} onClick={() => void off.send({ key: channel.key })}>
            Disconnect
          </Button>
        ) : null
      }
    >
      <input type="hidden" name="key" value={channel.key} />
      <Field
        label={words.address}
        help={channel.isForCustomers ? 'The list or page that customers follow.' : words.addressHelp}
        error={form.fields.address}
      >
        <Input name="address" defaultValue={channel.address} autoComplete="off" />
      </Field>
      {channel.kind === 'email' ? (
        <Field label="From" help="The address that the mail comes from." error={form.fields.sender}>
          <Input name="sender" type="email" defaultValue={channel.sender} autoComplete="off" />
        </Field>
      ) : (
        <input type="hidden" name="sender" value="" />
      )}
      {words.secret ? (
        <Field
          label={words.secret}
          help={
            channel.isConnected ? `Connected to ${channel.connectedTo}. Leave it empty to keep it.` : words.secretHelp
          }
          error={form.fields.secret}
        >
          <Input name="secret" type="password" autoComplete="off" spellCheck={false} className="font-mono" />
        </Field>
      ) : (
        <input type="hidden" name="secret" value="" />
      )}
    </FormDialog>
  );
}
