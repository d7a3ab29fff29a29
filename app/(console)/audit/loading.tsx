import { PageSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingAudit() {
  return <PageSkeleton hasAction hasFilter rows={10} />;
}
