// Figures over time for the owner's charts: contributions by minute, and how stale they were. Totals only, of nobody in particular.

import type { Dashboard, Minute } from "../../shared/protocol/owner-messages.ts";

export const MINUTES_KEPT = 1_440;

/** What one step of the aggregator adds. */
export interface Figures {
  /** Minutes since 1970. */
  readonly minute: number;
  readonly contributions: number;
  readonly stale: number;
  /** Sum and number of the contributions' mean losses. */
  readonly lossSum: number;
  readonly losses: number;
  readonly queries: number;
  readonly tokens: number;
  /** Of each contribution that was merged, in iterations. */
  readonly staleness: readonly number[];
}

export function addFigures(sql: SqlStorage, { staleness, ...minute }: Figures): void {
  if (minute.contributions > 0 || minute.stale > 0) addMinute(sql, minute);
  for (const behind of staleness) {
    const upTo = behind <= 2 ? behind : 2 ** Math.ceil(Math.log2(behind));
    sql.exec("INSERT INTO staleness VALUES (?, 1) ON CONFLICT (up_to) DO UPDATE SET times = times + 1", upTo);
  }
}

/** The latest minutes with contributions, oldest first. */
export function readMinutes(sql: SqlStorage): Minute[] {
  type Row = { minute: number; contributions: number; stale: number; loss_sum: number; losses: number; queries: number; tokens: number };
  const rows = sql.exec<Row>("SELECT * FROM minute ORDER BY minute").toArray();
  return rows.map(({ loss_sum, losses, ...rest }) => ({ ...rest, loss: losses > 0 ? loss_sum / losses : null }));
}

/** Mean loss over the latest `minutes` in which somebody contributed; null where nobody has. */
export function recentLoss(sql: SqlStorage, minutes: number): number | null {
  type Row = { sum: number | null; losses: number | null };
  const { sum, losses } = sql
    .exec<Row>(
      "SELECT SUM(loss_sum) AS sum, SUM(losses) AS losses FROM (SELECT * FROM minute WHERE losses > 0 ORDER BY minute DESC LIMIT ?)",
      minutes,
    )
    .one();
  return sum !== null && losses !== null && losses > 0 ? sum / losses : null;
}

export function readStaleness(sql: SqlStorage): Dashboard["staleness"] {
  const rows = sql.exec<{ up_to: number; times: number }>("SELECT up_to, times FROM staleness ORDER BY up_to").toArray();
  return rows.map(({ up_to, times }) => ({ upTo: up_to, times }));
}

function addMinute(sql: SqlStorage, figures: Omit<Figures, "staleness">): void {
  const { minute, contributions, stale, lossSum, losses, queries, tokens } = figures;
  sql.exec(
    `INSERT INTO minute VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (minute) DO UPDATE SET contributions = contributions + excluded.contributions,
       stale = stale + excluded.stale, loss_sum = loss_sum + excluded.loss_sum, losses = losses + excluded.losses,
       queries = queries + excluded.queries, tokens = tokens + excluded.tokens`,
    ...[minute, contributions, stale, lossSum, losses, queries, tokens],
  );
  sql.exec("DELETE FROM minute WHERE minute <= (SELECT minute FROM minute ORDER BY minute DESC LIMIT 1 OFFSET ?)", MINUTES_KEPT);
}
