'use client';

import { Fingerprint, KeyRound } from 'lucide-react';
import { useState } from 'react';
import { ActionButton } from '@/components/ui/action-button';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { RelativeTime } from '@/components/ui/time';
import type { PasskeyView } from '@/lib/contracts/account';
import type { ActionResult } from '@/lib/contracts/result';
import type { NewPasskey } from './account-screen';
import { AddPasskeyDialog } from './add-passkey-dialog';

type Props = {
  passkeys: PasskeyView[];
  ask: () => Promise<ActionResult<NewPasskey>>;
  add: (input: unknown) => Promise<ActionResult>;
  remove: (passkeyId: string) => Promise<ActionResult>;
};

const REMOVE = {
  key: 'remove',
  label: 'Remove this passkey',
  about: 'It stands in for your password no more.',
  isPrimary: false,
  isDanger: true,
  needsReason: false,
};

export function PasskeyList({ passkeys, ask, add, remove }: Props) {
  const [isAdding, setIsAdding] = useState(false);
  const button = (
    <Button icon={<KeyRound aria-hidden className="size-4.5" />} onClick={() => setIsAdding(true)}>
      Add a passkey
    </Button>
  );
  return (
    <section className="mt-8" aria-label="Passkeys">
      <div className="mb-2.5 flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-lg font-[640]">Passkeys</h2>
        {passkeys.length > 0 ? button : null}
      </div>
      {passkeys.length === 0 ? (
        <div className="card">
          <EmptyState icon={<Fingerprint />} title="No passkeys yet" action={button}>
            With one, a fingerprint or your device’s PIN confirms that it is you, faster than a password at night.
          </EmptyState>
        </div>
      ) : (
        <ul aria-label="Your passkeys" className="card divide-y divide-line">
          {passkeys.map((passkey) => (
            <li key={passkey.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4.5 py-3">
              <div className="min-w-0">
                <p className="font-[620] break-words">{passkey.name}</p>
                <p className="text-small text-muted">
                  added <RelativeTime at={passkey.createdAt} /> ·{' '}
                  {passkey.lastUsedAt ? (
                    <>
                      last used <RelativeTime at={passkey.lastUsedAt} />
                    </>
                  ) : (
                    'never used'
                  )}
                </p>
              </div>
              <ActionButton action={REMOVE} size="small" onRun={() => remove(passkey.id)} />
            </li>
          ))}
        </ul>
      )}
      {isAdding ? <AddPasskeyDialog ask={ask} add={add} close={() => setIsAdding(false)} /> : null}
    </section>
  );
}
