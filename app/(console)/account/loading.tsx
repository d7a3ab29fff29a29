import { PageSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingAccount() {
  return <PageSkeleton />;
}
