const DRILL_SUBJECT = 'DRILL: ';
const DRILL_LINE = 'DRILL. This is an exercise; nothing is wrong with production.';

/** A drill, or anything else that happens on a sandbox: nobody must take a message about it for the real thing. */
export function isPractice({ isDrill, environment }: { isDrill: boolean; environment: string }): boolean {
  return isDrill || environment === 'sandbox';
}

/** A drill's message says so in its subject and in its text, once. */
export function markDrill({ subject, body }: { subject: string; body: string }): { subject: string; body: string } {
  return {
    subject: subject.startsWith(DRILL_SUBJECT) ? subject : `${DRILL_SUBJECT}${subject}`,
    body: body.startsWith(DRILL_LINE) ? body : `${DRILL_LINE}\n\n${body}`,
  };
}

/** One line, as a mail's subject has to be: what follows a line break would become a header. */
export function oneLine(text: string, maxLength = 200): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

/** Subject and text in Slack's own marking: the three characters that it would read as markup are escaped. */
export function slackText({ subject, body }: { subject: string; body: string }): string {
  const plain = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const isHead = body.trimStart().toLowerCase().startsWith(subject.toLowerCase());
  return subject === '' || isHead ? plain(body) : `*${plain(subject).replaceAll('*', '')}*\n${plain(body)}`;
}

/** "Product Owner <po@example.com>" → its two parts; a bare address is both. */
export function parseRecipient(recipient: string): { name: string; address: string } {
  const found = /^(.*)<([^<>]+)>$/.exec(recipient);
  return found ? { name: (found[1] as string).trim(), address: found[2] as string } : { name: '', address: recipient };
}
