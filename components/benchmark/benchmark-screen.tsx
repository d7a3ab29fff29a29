'use client';

import type { BenchmarksView } from '@/lib/contracts/benchmark';
import { PageHead } from '../ui/page-head';
import { type BenchmarkActions, BenchmarkPanel } from './benchmark-panel';

/** A target's benchmarks as a page of their own. */
export function BenchmarkScreen({ initial, actions }: { initial: BenchmarksView; actions: BenchmarkActions }) {
  return (
    <div className="page">
      <PageHead
        title={`Benchmarks of ${initial.target.name}`}
        about="How long the runbook’s queries take, compared with how long they took before."
      />
      <BenchmarkPanel targetKey={initial.target.key} initial={initial} actions={actions} />
    </div>
  );
}
