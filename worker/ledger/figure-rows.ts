// The figures of the owner's charts: contributions by minute, and how stale they were. They are totals and name no participant.

import { asCount } from "../../shared/protocol/messages.ts";
import type { Dashboard, Minute } from "../../shared/protocol/owner-messages.ts";

const MINUTES_KEPT = 1_440;
/** By name: a later release may have added others. */
const MINUTE_COLUMNS = "minute, contributions, stale, loss_sum, losses, accuracy_sum, accuracies, queries, tokens";

/** The figures that one change of the state adds. */
export interface Figures {
  /** Minutes since 1970. */
  readonly minute: number;
  readonly contributions: number;
  readonly stale: number;
  /** Sum and number of the contributions' mean losses. The mean over a minute is their quotient. */
  readonly lossSum: number;
  readonly losses: number;
  /** Sum and number of the contributions' shares of right answers. Each contribution counts once, however many answers it claims. */
  readonly accuracySum: number;
  readonly accuracies: number;
  readonly queries: number;
  readonly tokens: number;
  /** Staleness of each contribution that was merged, in iterations. */
  readonly staleness: readonly number[];
}

export function addFigures(sql: SqlStorage, { staleness, ...minute }: Figures): void {
  if (minute.contributions > 0 || minute.stale > 0) addMinute(sql, minute);
  for (const behind of staleness) {
    const upTo = behind <= 2 ? behind : 2 ** Math.ceil(Math.log2(behind));
    sql.exec("INSERT INTO staleness (up_to, times) VALUES (?, 1) ON CONFLICT (up_to) DO UPDATE SET times = times + 1", upTo);
  }
}

/** The latest minutes with contributions, oldest first. */
export function readMinutes(sql: SqlStorage): Minute[] {
  type Counted = Pick<Minute, "minute" | "contributions" | "stale" | "queries" | "tokens">;
  type Row = Counted & { loss_sum: number; losses: number; accuracy_sum: number; accuracies: number };
  const rows = sql.exec<Row>(`SELECT ${MINUTE_COLUMNS} FROM minute ORDER BY minute`).toArray();
  return rows.map(({ loss_sum, losses, accuracy_sum, accuracies, ...rest }) => ({
    ...rest,
    queries: asCount(rest.queries),
    tokens: asCount(rest.tokens),
    loss: losses > 0 ? loss_sum / losses : null,
    accuracy: accuracies > 0 ? accuracy_sum / accuracies : null,
  }));
}

/** Means over the latest `minutes` in which somebody sent a loss. A mean is null if nobody sent its numbers. */
export function recentMeans(sql: SqlStorage, minutes: number): Pick<Minute, "loss" | "accuracy"> {
  type Row = { loss: number | null; accuracy: number | null };
  // In SQL a sum over no row is null, and a number divided by 0 is null too.
  return sql
    .exec<Row>(
      `SELECT SUM(loss_sum) / SUM(losses) AS loss, SUM(accuracy_sum) / SUM(accuracies) AS accuracy
       FROM (SELECT * FROM minute WHERE losses > 0 ORDER BY minute DESC LIMIT ?)`,
      minutes,
    )
    .one();
}

export function readStaleness(sql: SqlStorage): Dashboard["staleness"] {
  const rows = sql.exec<{ up_to: number; times: number }>("SELECT up_to, times FROM staleness ORDER BY up_to").toArray();
  return rows.map(({ up_to, times }) => ({ upTo: up_to, times }));
}

function addMinute(sql: SqlStorage, figures: Omit<Figures, "staleness">): void {
  const { minute, contributions, stale, lossSum, losses, accuracySum, accuracies, queries, tokens } = figures;
  sql.exec(
    `INSERT INTO minute (${MINUTE_COLUMNS})
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (minute) DO UPDATE SET contributions = contributions + excluded.contributions,
       stale = stale + excluded.stale, loss_sum = loss_sum + excluded.loss_sum, losses = losses + excluded.losses,
       accuracy_sum = accuracy_sum + excluded.accuracy_sum, accuracies = accuracies + excluded.accuracies,
       queries = queries + excluded.queries, tokens = tokens + excluded.tokens`,
    ...[minute, contributions, stale, lossSum, losses, accuracySum, accuracies, queries, tokens],
  );
  sql.exec("DELETE FROM minute WHERE minute <= (SELECT minute FROM minute ORDER BY minute DESC LIMIT 1 OFFSET ?)", MINUTES_KEPT);
}
