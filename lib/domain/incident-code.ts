/** `DB-ROLLBACK-YYYYMMDD-HHMMSS`, in UTC so that two people in two zones read one id. */
export function incidentCode(declaredAt: Date): string {
  const [date, time] = declaredAt.toISOString().split('T') as [string, string];
  return `DB-ROLLBACK-${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`;
}
