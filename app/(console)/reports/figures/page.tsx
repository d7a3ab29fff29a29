import type { Metadata } from 'next';
import { figuresFilterOf } from '@/components/figures/figures-model';
import { FiguresScreen } from '@/components/figures/figures-screen';
import { RefreshOnNews } from '@/components/shell/live';
import { ButtonLink } from '@/components/ui/button';
import { PageHead } from '@/components/ui/page-head';
import { requirePerson } from '@/lib/server/auth/session';
import { getFigures } from '@/lib/server/reports/get-figures';

export const metadata: Metadata = { title: 'Figures over time' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function FiguresPage({ searchParams }: Props) {
  const me = await requirePerson();
  const query = new URLSearchParams(
    Object.entries(await searchParams).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  return (
    <div className="page">
      <RefreshOnNews />
      <PageHead title="Figures over time" action={<ButtonLink href="/reports">Open the reports</ButtonLink>} />
      <FiguresScreen view={await getFigures(me, figuresFilterOf(query))} />
    </div>
  );
}
