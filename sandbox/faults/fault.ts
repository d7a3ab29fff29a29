import type { Sandbox } from '../sandbox';

/** Something that can be broken on purpose. Switching to where it already is changes nothing. */
export type Fault = {
  key: string;
  title: string;
  /** What users would notice. */
  effect: string;
  on(sandbox: Sandbox): Promise<void>;
  off(sandbox: Sandbox): Promise<void>;
  isOn(sandbox: Sandbox): Promise<boolean>;
};
