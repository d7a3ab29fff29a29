import dynamic from 'next/dynamic';
import { untilFetched } from '@/lib/client/until-fetched';
import { useRoom } from './room-context';

const ReviewGlass = dynamic(
  () => untilFetched(() => import('../approval/review-glass').then((file) => file.ReviewGlass)),
  { loading: () => null },
);

/** A start without an approval stands above all else in its room until somebody has reviewed it. */
export function BrokenGlass() {
  const { room, perform } = useRoom();
  return room.brokenGlass.map((glass) => (
    <ReviewGlass
      key={glass.reviewId}
      glass={glass}
      className="mx-4 mt-4 sm:mx-5"
      onRun={(action, { reason }) => perform({ action, subject: { room } }, { text: reason })}
    />
  ));
}
