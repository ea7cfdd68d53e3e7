// Where the project's files are, whether this runs from source or compiled below build/.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const projectRoot: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "wrangler.toml")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
})();
