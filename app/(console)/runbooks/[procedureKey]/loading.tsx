import { DocumentSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingProcedure() {
  return <DocumentSkeleton />;
}
