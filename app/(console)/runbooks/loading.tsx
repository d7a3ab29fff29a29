import { PageSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingRunbooks() {
  return <PageSkeleton rows={10} />;
}
