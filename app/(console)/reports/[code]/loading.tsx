import { DocumentSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingReport() {
  return <DocumentSkeleton />;
}
