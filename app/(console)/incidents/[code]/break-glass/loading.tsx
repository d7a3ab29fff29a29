import { AskingSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingBreakGlass() {
  return <AskingSkeleton />;
}
