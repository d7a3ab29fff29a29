import 'server-only';
import { type ExtensionUseRow, judgeExtensionUsers } from '@/lib/domain/preflight/extension-users';
import { judgeNamedLike, type NamedLikeRow } from '@/lib/domain/preflight/named-like';
import { type Look, many, one, query } from './look';

/** The exact list behind a wildcard. */
export const namedLike: Look = async (context, args) => {
  const prefix = one(args, 'prefix');
  return {
    findings: judgeNamedLike(prefix, await query<NamedLikeRow>(context, 'preflight/named-like.sql', { prefix })),
  };
};

/** What uses the extensions that a procedure would remove. */
export const extensionUsers: Look = async (context, args) => {
  const extensions = many(args, 'extensions');
  const rows = await query<ExtensionUseRow>(context, 'preflight/extension-users.sql', { extensions });
  return { findings: [judgeExtensionUsers(extensions, rows)] };
};
