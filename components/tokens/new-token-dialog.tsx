'use client';

import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { SAVE_COMMAND } from './tokens-model';

/** The one moment at which a token can be read. */
export function NewTokenDialog({ token, close }: { token: string; close: () => void }) {
  return (
    <Dialog
      isOpen
      onOpenChange={close}
      title="Your new token"
      description="Copy it now: it is not shown again, here or anywhere. If it gets lost, revoke it and make another."
      footer={
        <>
          <CopyButton
            text={token}
            label="Copy the token"
            className="min-h-touch px-3 sm:min-h-9.5 text-sm hover:bg-sunken"
          />
          <Button variant="primary" onClick={close}>
            I have saved it
          </Button>
        </>
      }
    >
      <div className="grid min-w-0 gap-3">
        <CodeBlock code={token} label="Token" isWrapped />
        <p className="text-small text-muted">
          Where <code>npx rollback</code> looks for it: run this, paste the token, then press Enter and Ctrl-D.
        </p>
        <CodeBlock code={SAVE_COMMAND} label="Command that saves it" isWrapped />
      </div>
    </Dialog>
  );
}
