/** One thing that the console's role lacks, and the statements that give exactly that. */
export type Lack = {
  key: string;
  /** What it may not do, and which procedures need it. */
  sentence: string;
  /** In their order; for somebody who may grant them. The console runs none of them. */
  statements: string[];
  /** Without it a step of a procedure fails; otherwise people see or may do less while one runs. */
  isNeeded: boolean;
};

/** What the role of a target's connection may do against what the runbook's procedures need of it. */
export type GrantAdvice = {
  at: string;
  role: string;
  database: string;
  /** It may do everything: the statements then make a role of its own for the console. */
  isSuperuser: boolean;
  lacks: Lack[];
  /** What could not be told, and why. */
  unknown: string[];
};
