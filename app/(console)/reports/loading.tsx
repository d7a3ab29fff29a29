import { PageSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingReports() {
  return <PageSkeleton hasFilter />;
}
