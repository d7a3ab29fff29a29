import { cloneElement, type ReactElement, type ReactNode, Suspense, useState } from 'react';

/** A button that stands alone until it is pressed: what it opens, with the button in it, is fetched by that press. */
export function WhenPressed({
  button,
  children,
}: {
  button: ReactElement<{ onClick?: () => void }>;
  children: ReactNode;
}) {
  const [isWanted, setIsWanted] = useState(false);
  return isWanted ? (
    <Suspense fallback={button}>{children}</Suspense>
  ) : (
    cloneElement(button, { onClick: () => setIsWanted(true) })
  );
}
