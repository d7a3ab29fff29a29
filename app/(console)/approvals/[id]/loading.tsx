import { AskingSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingApproval() {
  return <AskingSkeleton />;
}
