import { PageSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingImport() {
  return <PageSkeleton rows={3} />;
}
