import { PageSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingApprovals() {
  return <PageSkeleton />;
}
