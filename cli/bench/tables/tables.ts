// Every table that a document may show, by the name in its mark.

import { accuracyTables } from "./accuracy-tables.ts";
import { simulationTables } from "./simulation-tables.ts";

export const TABLES: ReadonlyMap<string, () => string> = new Map([...accuracyTables(), ...simulationTables()]);
