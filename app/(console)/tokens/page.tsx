import type { Metadata } from 'next';
import { TokensScreen } from '@/components/tokens/tokens-screen';
import { requirePerson } from '@/lib/server/auth/session';
import { listTokens } from '@/lib/server/auth/tokens';
import { makeToken, revokeToken } from './actions';

export const metadata: Metadata = { title: 'Terminal tokens' };

export default async function TokensPage() {
  const me = await requirePerson();
  const { tokens, isEverybodys } = await listTokens(me);
  return (
    <div className="page">
      <TokensScreen tokens={tokens} isEverybodys={isEverybodys} makeToken={makeToken} revokeToken={revokeToken} />
    </div>
  );
}
