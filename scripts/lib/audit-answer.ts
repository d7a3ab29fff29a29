export type AuditVerdict = { code: 0 | 1 | 3; words: string };

/** What `npm audit --json` answered, in a sentence. Anything but a whole answer says that nothing is known. */
export function judgeAudit(json: string): AuditVerdict {
  let answer: { metadata?: { vulnerabilities?: Record<string, number> }; message?: string; vulnerabilities?: object };
  try {
    answer = JSON.parse(json);
  } catch {
    return unknown('npm said nothing that can be read');
  }
  const counts = answer.metadata?.vulnerabilities;
  if (typeof counts?.high !== 'number' || typeof counts.critical !== 'number')
    return unknown(answer.message ?? 'the registry gave no advisories');
  if (counts.high + counts.critical === 0) return { code: 0, words: 'Nothing high or critical is known of what runs.' };
  const names = Object.keys(answer.vulnerabilities ?? {}).join(', ');
  return { code: 1, words: `${counts.critical} critical and ${counts.high} high: ${names}. npm audit says more.` };
}

function unknown(because: string): AuditVerdict {
  return {
    code: 3,
    words: `Nobody could be asked: ${because}. This is no pass; ask where the registry has advisories.`,
  };
}
