import 'server-only';

type TimeKeys<Row> = { [K in keyof Row]-?: NonNullable<Row[K]> extends Date ? K : never }[keyof Row];
/** Exactly the columns that are times: the compiler misses one that was added, and one that is none. */
export type Times<Row> = Record<TimeKeys<Row>, true>;
/** A row as JSON carries it: where the store has a time, there is a text. */
export type AsJson<Row> = {
  [K in keyof Row]: NonNullable<Row[K]> extends Date ? string | Extract<Row[K], null> : Row[K];
};

/** A row out of JSON, which has no times: those of the named columns are read. */
export function reviveTimes<Row extends object>(row: AsJson<Row> | Row, times: Times<Row>): Row {
  const dates = Object.keys(times).map((key) => {
    const text = row[key as keyof Row] as string | null;
    return [key, text === null ? null : new Date(text)];
  });
  return { ...row, ...Object.fromEntries(dates) } as Row;
}
