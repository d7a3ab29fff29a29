import { AskingSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingAssess() {
  return <AskingSkeleton />;
}
