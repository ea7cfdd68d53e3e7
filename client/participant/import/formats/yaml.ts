// YAML through js-yaml, loaded only when such a file comes. Every scalar stays the text that was written: a label `no` or `1.0` is no
// truth value and no number.

import { problem, type RowFault } from "../table.ts";

/** The document, or a list of them where there are several. A fault of syntax is told by its line. */
export async function parseYaml(text: string): Promise<{ readonly document: unknown } | { readonly fault: RowFault }> {
  const { FAILSAFE_SCHEMA, loadAll, YAMLException } = await import("js-yaml");
  try {
    const documents: unknown[] = loadAll(text, { schema: FAILSAFE_SCHEMA });
    return { document: documents.length === 1 ? documents[0] : documents };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { fault: problem("bad-yaml", (error.mark?.line ?? -1) + 1, error.reason) };
  }
}
