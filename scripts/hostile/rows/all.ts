import type { Row } from '../row';
import { CANARY_ROWS } from './canaries';
import { HTTP_CHECK_ROWS } from './http-checks';
import { IMPORT_ROWS } from './imports';
import { OWN_ROWS } from './own';
import { OWN_FILE_ROWS } from './own-files';
import { PARAMETER_ROWS } from './parameters';
import { REPORT_ROWS } from './reports';
import { SERVER_ACTION_ROWS } from './server-actions';
import { SESSION_ROWS, THROTTLE_ROWS } from './sessions';
import { SHELL_ROWS } from './shell';
import { SQL_ROWS } from './sql';

/**
 * In the order in which they are fed: the one rollback is declared, planned, asked for, decided and run along the way. Then
 * it is looked for what any of them has left; what closes sign-in stands last.
 */
export const ROWS: readonly Row[] = [
  ...SQL_ROWS,
  ...IMPORT_ROWS,
  ...OWN_FILE_ROWS,
  ...PARAMETER_ROWS,
  ...HTTP_CHECK_ROWS,
  ...SERVER_ACTION_ROWS,
  ...OWN_ROWS,
  ...SHELL_ROWS,
  ...SESSION_ROWS,
  ...REPORT_ROWS,
  ...CANARY_ROWS,
  ...THROTTLE_ROWS,
];
