import 'server-only';
import { type ExtensionUseRow, judgeExtensionUsers } from '@/lib/domain/preflight/extension-users';
import { type Look, many, query } from './look';

/** What uses the extensions that a procedure would remove. */
export const extensionUsers: Look = async (context, args) => {
  const extensions = many(args, 'extensions');
  const rows = await query<ExtensionUseRow>(context, 'preflight/extension-users.sql', { extensions });
  return { findings: [judgeExtensionUsers(extensions, rows)] };
};
