'use client';

import { ActionButton } from '@/components/ui/action-button';
import { Pill } from '@/components/ui/pill';
import { LocalTime, RelativeTime } from '@/components/ui/time';
import type { ActionResult } from '@/lib/contracts/result';
import type { TokenView } from '@/lib/contracts/token-view';
import { scopeWords } from '@/lib/domain/access-tokens';

type Props = { token: TokenView; isOwnerShown: boolean; revoke: () => Promise<ActionResult<unknown>> };

export function TokenLine({ token, isOwnerShown, revoke }: Props) {
  const isLive = token.state === 'live';
  return (
    <li className="grid items-center gap-x-4 gap-y-2 px-4.5 py-3 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="grid min-w-0 gap-x-6 gap-y-0.5 md:grid-cols-[minmax(0,18rem)_minmax(0,1fr)] md:items-center">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2 font-[620]">
            <span className={isLive ? 'min-w-0 break-words' : 'min-w-0 break-words text-muted'}>{token.name}</span>
            {isLive ? null : <Pill tone="idle">{token.state}</Pill>}
          </p>
          <p className="truncate text-small text-muted">
            {isOwnerShown ? `${token.personName}${token.isMine ? ' (you)' : ''} · ` : ''}
            <span className="font-mono">{token.prefix}…</span> · {scopeWords(token.scopes)}
          </p>
        </div>
        <p className="text-small text-muted">
          {token.lastUsedAt ? (
            <>
              last used <RelativeTime at={token.lastUsedAt} />
            </>
          ) : (
            'never used'
          )}{' '}
          · <Ending token={token} />
        </p>
      </div>
      {token.actions.map((action) => (
        <ActionButton key={action.key} action={action} size="small" onRun={revoke} />
      ))}
    </li>
  );
}

function Ending({ token }: { token: TokenView }) {
  if (token.revokedAt)
    return (
      <>
        revoked <RelativeTime at={token.revokedAt} />
      </>
    );
  return (
    <>
      {token.state === 'expired' ? 'expired' : 'expires'} <LocalTime at={token.expiresAt} />
    </>
  );
}
