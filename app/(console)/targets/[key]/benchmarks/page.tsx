import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { BenchmarkScreen } from '@/components/benchmark/benchmark-screen';
import { requirePerson } from '@/lib/server/auth/session';
import { getBenchmarksView } from '@/lib/server/checks/get-benchmarks-view';
import { cancelBenchmark, keepBaseline, startBenchmark } from './actions';

export const metadata: Metadata = { title: 'Benchmarks' };

export default async function BenchmarksPage({ params }: { params: Promise<{ key: string }> }) {
  const me = await requirePerson();
  const view = await getBenchmarksView(me, decodeURIComponent((await params).key));
  if (!view) notFound();
  return <BenchmarkScreen initial={view} actions={{ startBenchmark, cancelBenchmark, keepBaseline }} />;
}
