/** A no to a plan that was asked for earlier in the same incident, as it is shown to whoever asks or decides after it. */
export type Denial = {
  by: string;
  reason: string;
  at: string;
  /** The procedure, or the act beside a plan, that was asked for. */
  what: string;
  /** It still holds for what is asked for now: the same plan, or the same choice, and nobody said yes since. */
  isOfThis: boolean;
};
