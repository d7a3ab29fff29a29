import type { Messages } from '@/lib/contracts/runbook';

/** What the live incident knows for each field of a message; an empty one is left out. */
export type InternalFacts = Record<Messages['internal']['fields'][number]['field'], string>;
export type CustomerFacts = Record<Messages['customer']['fields'][number]['field'], string>;
export type MessageText = { subject: string; body: string };

/** The internal notice: heading, then a line a field, in the runbook's order. */
export function renderInternal(
  { internal }: Messages,
  facts: InternalFacts,
  title: string,
  isResolved = false,
): MessageText {
  const heading = isResolved ? internal.resolvedHeading : internal.heading;
  return {
    subject: `${heading}: ${title}`,
    body: [heading.toUpperCase(), '', ...fieldLines(internal.fields, facts)].join('\n'),
  };
}

/** The service update for customers: what is the matter, the fields, when they hear again, and thanks. */
export function renderCustomer({ customer }: Messages, facts: CustomerFacts, isResolved = false): MessageText {
  const lines = isResolved ? [] : fieldLines(customer.fields, facts);
  const paragraphs = [
    isResolved ? customer.resolvedOpening : customer.opening,
    lines.join('\n'),
    isResolved ? customer.resolvedClosing : customer.closing,
  ];
  return { subject: customer.heading, body: paragraphs.filter((text) => text !== '').join('\n\n') };
}

function fieldLines<Field extends string>(
  fields: readonly { field: Field; title: string }[],
  facts: Record<Field, string>,
): string[] {
  return fields.flatMap(({ field, title }) => (facts[field].trim() ? [`${title}: ${facts[field].trim()}`] : []));
}
