import { DrillSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingDrill() {
  return <DrillSkeleton />;
}
