// The marks by which annotation tools say whether a label holds: Prodigy's `answer`, Argilla's `status`, `AssignmentStatus` of
// Mechanical Turk, and flags such as `was_cancelled`.

/** Words that refuse the label beside them. */
const REFUSED = new Set(
  "reject rejected ignore ignored discard discarded skip skipped cancel cancelled canceled draft deleted invalid".split(" "),
);
/** Words that say no more than that the label holds, or that there is none yet. */
const ACCEPTED = new Set(
  "accept accepted approve approved submit submitted complete completed confirm confirmed validated valid reviewed finished done default pending ok".split(
    " ",
  ),
);
/** Columns of true and false, by what `true` means. */
const REFUSING_FLAG = /(?:^|[._ ])(?:was_|is_)?(?:cancell?ed|rejected|ignored|discarded|skipped|deleted)$/i;
const ACCEPTING_FLAG = /(?:^|[._ ])(?:was_|is_)?(?:accepted|approved|confirmed|validated|submitted)$/i;

export type AnnotatorVerdict = "holds" | "refused";

/** "holds" for what is empty or no word of a verdict. */
export function annotatorVerdictOf(cell: string, column: string): AnnotatorVerdict {
  const word = wordOf(cell);
  if (REFUSED.has(word)) return "refused";
  const flag = FLAGS.get(word);
  if (flag === undefined) return "holds";
  return (flag && REFUSING_FLAG.test(column)) || (!flag && ACCEPTING_FLAG.test(column)) ? "refused" : "holds";
}

/** Whether all cells that are filled are words of a verdict, or true and false under a name that tells which is which. */
export function isVerdictColumn(cells: readonly string[], column: string): boolean {
  const filled = cells.map(wordOf).filter((word) => word !== "");
  if (filled.length === 0) return false;
  const flagged = REFUSING_FLAG.test(column) || ACCEPTING_FLAG.test(column);
  return filled.every((word) => REFUSED.has(word) || ACCEPTED.has(word)) || (flagged && filled.every((word) => FLAGS.has(word)));
}

/** A list of one, as pandas writes it into a cell, is the one. */
function wordOf(cell: string): string {
  return cell
    .trim()
    .toLowerCase()
    .replace(/^\[\s*["']([^"',]*)["']\s*\]$/, "$1");
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["yes", true],
  ["false", false],
  ["0", false],
  ["no", false],
]);
