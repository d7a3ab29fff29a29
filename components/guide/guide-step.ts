/** The way through a drill, as the panel counts it. */
export const PARTS = [
  'Start a drill',
  'Choose the way back',
  'Tell the team',
  'Have it approved',
  'Run it',
  'Check that it works',
  'Close the incident',
  'Finish the drill',
] as const;
export type Part = (typeof PARTS)[number];

/** The next thing to do. In `say`, the name of a button on this page stands between two asterisks. */
export type GuideStep = {
  part: Part | null;
  say: string;
  /** Where it is done, where that is not this page. */
  go?: { label: string; href: string };
  /** Another person, who has to do something in a browser of their own. */
  second?: { name: string; href: string };
  /** Nothing to press: the console is at work. */
  isWait?: boolean;
  isOver?: boolean;
};

/** The sign-in page with the address filled in, which leads on to a page of the console. */
export function signInHref(email: string, next: string): string {
  return `/sign-in?email=${encodeURIComponent(email)}&next=${encodeURIComponent(next)}`;
}

/** "Press **A** now." as pieces, the names of buttons marked. */
export function piecesOf(say: string): { text: string; isName: boolean }[] {
  return say.split('**').map((text, index) => ({ text, isName: index % 2 === 1 }));
}
