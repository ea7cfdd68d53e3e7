// Where a document holds a table that a bench measured: between `<!-- table: NAME -->` and `<!-- end -->`, written by `npm run
// bench:tables`.

const PLACE = /<!-- table: ([a-z0-9 -]+) -->\n[\s\S]*?<!-- end -->/g;

/**
 * The text with each table written anew; all between the marks is replaced.
 * @throws RangeError for a name without a table and for a mark without its end
 */
export function withTables(text: string, tables: ReadonlyMap<string, () => string>): string {
  const starts = text.match(/<!-- table:/g)?.length ?? 0;
  const places = [...text.matchAll(PLACE)];
  if (places.length !== starts || places.some(([place]) => place.lastIndexOf("<!-- table:") > 0))
    throw new RangeError("each <!-- table: NAME --> needs an <!-- end --> of its own");
  return text.replace(PLACE, (_, name: string) => {
    const table = tables.get(name);
    if (!table) throw new RangeError(`no table "${name}"; there are ${[...tables.keys()].join(", ")}`);
    return `<!-- table: ${name} -->\n\n${table()}\n\n<!-- end -->`;
  });
}

/** Names of the tables that a text shows. */
export function tablesIn(text: string): string[] {
  return [...text.matchAll(PLACE)].map(([, name]) => name ?? "");
}
