import { type AuditFilter, type AuditVerdict, auditFilterSchema, CONSOLE_CHAIN } from '@/lib/contracts/audit-view';

const NAMES = ['chain', 'person', 'type', 'from', 'to'] as const satisfies readonly (keyof AuditFilter)[];
export const NO_FILTER: AuditFilter = auditFilterSchema.parse({});

/** The filter as the address has it; a field that cannot be what it says asks for nothing. */
export function filterOf(query: URLSearchParams): AuditFilter {
  const fields = NAMES.map((name) => {
    const read = auditFilterSchema.shape[name].safeParse(query.get(name)?.trim() ?? '');
    return [name, read.success ? read.data : ''];
  });
  return auditFilterSchema.parse(Object.fromEntries(fields));
}

/** The address of the first page of what fits. */
export function addressOf(filter: AuditFilter): string {
  const kept = NAMES.filter((name) => filter[name] !== '').map((name) => [name, filter[name]]);
  return kept.length > 0 ? `/audit?${new URLSearchParams(kept)}` : '/audit';
}

/** "step.host_ended" → "step: host ended". */
export function kindWords(type: string): string {
  return type.replace('.', ': ').replaceAll('_', ' ');
}

/** "keyFingerprint" → "key fingerprint". */
export function fieldWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

export function chainWords(code: string | null): string {
  return code ?? 'console';
}

/** Where a press on a chain leads: its own events. */
export const chainAddress = (code: string | null) => addressOf({ ...NO_FILTER, chain: code ?? CONSOLE_CHAIN });

/** The verdict in one sentence. */
export function verdictWords({ chains, unchecked, anchorCount }: AuditVerdict): string {
  const broken = chains.filter((chain) => !chain.isWhole).length;
  const count = chains.length === 1 ? 'The one chain' : `${chains.length} chains`;
  const rest = unchecked > 0 ? ` ${unchecked} more were not followed here: npx rollback audit verify --all does.` : '';
  const heads = `${anchorCount} ${anchorCount === 1 ? 'head is' : 'heads are'} kept outside the store.`;
  if (broken > 0) return `${broken} of ${chains.length} chains ${broken === 1 ? 'does' : 'do'} not hold.${rest}`;
  const all = unchecked > 0 ? count : chains.length === 1 ? 'The one chain' : `All ${chains.length} chains`;
  return `${all} ${chains.length === 1 ? 'holds' : 'hold'} from the first event to the last. ${heads}${rest}`;
}
