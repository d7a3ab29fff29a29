import type { Effect } from '@/lib/contracts/plan';
import type { Node } from './sql-policy-tree';

export type SqlRefusal = { verdict: 'refused'; because: string; remedy: string };
export type SqlVerdict = { verdict: 'allowed' } | SqlRefusal;
/** `standIn`: a statement of the kind, for looking at a file whose whole text is a parameter. */
export type StatementRule = {
  tag: string;
  effects: readonly Effect[];
  judge: (statement: Node) => SqlVerdict;
  standIn?: string;
};

export const ALLOWED: SqlVerdict = { verdict: 'allowed' };

export function refuse(because: string, remedy: string): SqlRefusal {
  return { verdict: 'refused', because, remedy };
}

/** Words for the statements that people try, so that a refusal names what it saw. */
export const WORDS: Record<string, string> = {
  AlterSystemStmt: 'ALTER SYSTEM',
  CopyStmt: 'COPY, which can run programs and read files',
  CreateExtensionStmt: 'CREATE EXTENSION',
  DeleteStmt: 'DELETE',
  DoStmt: 'a DO block, which hides what it runs',
  DropStmt: 'DROP',
  ExplainStmt: 'EXPLAIN, which with ANALYZE runs the statement',
  InsertStmt: 'INSERT',
  LoadStmt: 'LOAD',
  LockingClause: 'FOR UPDATE or FOR SHARE, which locks rows',
  MergeStmt: 'MERGE',
  SelectStmt: 'SELECT',
  TransactionStmt: 'transaction control',
  TruncateStmt: 'TRUNCATE',
  UpdateStmt: 'UPDATE',
  VariableSetStmt: 'SET, which changes the session that the console relies on',
};
