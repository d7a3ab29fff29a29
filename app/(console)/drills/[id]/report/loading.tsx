import { DocumentSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingDrillReport() {
  return <DocumentSkeleton />;
}
