import { CardsSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingBenchmarks() {
  return <CardsSkeleton />;
}
