// The contents of the models folder, in lines for the user.

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { KNOWN_MODELS } from "./known-models.ts";

export async function listModels(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.gguf(\.part)?$/.test(name)).sort();
  const present = await Promise.all(
    names.map(async (name) => {
      const megabytes = ((await stat(join(folder, name))).size / 1e6).toFixed(0).padStart(6);
      return `${megabytes} MB  ${join(folder, name)}${name.endsWith(".part") ? "  (incomplete; the next run goes on with it)" : ""}`;
    }),
  );
  const absent = KNOWN_MODELS.filter((model) => !names.includes(model.fileName));
  return [
    ...(present.length > 0 ? present : [`nothing in ${folder}`]),
    ...absent.map((model) => `   not there  ${model.name}: ${model.description}`),
  ];
}
