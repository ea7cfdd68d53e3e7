// A text as a cell of a CSV file that a spreadsheet shows and does not run.

/** A text that begins like a formula gets an apostrophe before it, by which spreadsheets know a text. */
export function csvCell(text: string): string {
  const guarded = /^\s*[=+\-@]/u.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
}
