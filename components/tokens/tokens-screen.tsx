'use client';

import { KeyRound, SquareTerminal } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHead } from '@/components/ui/page-head';
import type { ActionResult } from '@/lib/contracts/result';
import type { TokenView } from '@/lib/contracts/token-view';
import { MakeTokenDialog } from './make-token-dialog';
import { NewTokenDialog } from './new-token-dialog';
import { TokenLine } from './token-line';
import { sortTokens } from './tokens-model';

export type TokenActions = {
  makeToken: (input: never) => Promise<ActionResult<{ token: string }>>;
  revokeToken: (input: { tokenId: string }) => Promise<ActionResult<unknown>>;
};
type Props = { tokens: TokenView[]; isEverybodys: boolean } & TokenActions;

/** What signs a person in at the terminal: made here, shown once, ended here. */
export function TokensScreen({ tokens, isEverybodys, makeToken, revokeToken }: Props) {
  const router = useRouter();
  const [isMaking, setIsMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const add = (
    <Button variant="primary" icon={<KeyRound aria-hidden className="size-4.5" />} onClick={() => setIsMaking(true)}>
      Make a token
    </Button>
  );
  return (
    <>
      <PageHead
        title="Terminal tokens"
        about={`A token signs you in to npx rollback, for when the browser is not there. It acts in your name, does only what it was made for, and never more than you may.${
          isEverybodys ? ' As an administrator you see everybody’s and may revoke any of them.' : ''
        }`}
        action={tokens.length > 0 ? add : undefined}
      />
      {tokens.length === 0 ? (
        <div className="card">
          <EmptyState icon={<SquareTerminal />} title="No tokens yet" action={add}>
            Make one for each machine that you work from. It is shown once, and only its hash is kept.
          </EmptyState>
        </div>
      ) : (
        <ul aria-label="Terminal tokens" className="card divide-y divide-line">
          {sortTokens(tokens).map((token) => (
            <TokenLine
              key={token.id}
              token={token}
              isOwnerShown={isEverybodys}
              revoke={async () => {
                const result = await revokeToken({ tokenId: token.id });
                if (result.ok) router.refresh();
                return result;
              }}
            />
          ))}
        </ul>
      )}
      {isMaking ? (
        <MakeTokenDialog
          close={() => setIsMaking(false)}
          makeToken={makeToken}
          onDone={({ token }) => {
            setIsMaking(false);
            setMade(token);
            router.refresh();
          }}
        />
      ) : null}
      {made ? <NewTokenDialog token={made} close={() => setMade(null)} /> : null}
    </>
  );
}
