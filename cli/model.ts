// `npm run model`: obtains a real small language model for this machine, once, checked, into the user's cache folder.

import { parseArgs } from "node:util";
import { modelsFolder } from "./model/cache-folder.ts";
import { KNOWN_MODELS, SMOLLM2 } from "./model/known-models.ts";
import { listModels } from "./model/list.ts";
import { obtain, storeAsQ8 } from "./model/obtain.ts";
import { ensureRuntime } from "./model/runtime.ts";
import { CommandFailure, runCommand } from "./terminal/command.ts";

const HELP = `npm run model -- [options]

Obtains a small language model once and the engine that runs it, and prints the model's path. Kept in ${modelsFolder()}.

  --name NAME     ${KNOWN_MODELS.map((model) => `${model.name}: ${model.description} (${Math.round(model.sizeBytes / 1e6)} MB, ${model.licence})`).join("\n                  ")}
                  default ${SMOLLM2.name}; --model NAME is the same
  --from SOURCE   a file or URL to take it from instead of its public page or its Python wheel
  --accept-terms  accept the model's terms, where it has some
  --q8            also store a Q4_1 model as Q8_0 and print that path: faster on some older CPUs, answers differ a little
  --list          show what is there
`;

await runCommand("model", async () => {
  const { values } = parseArgs({
    options: {
      name: { type: "string" },
      model: { type: "string", default: SMOLLM2.name },
      from: { type: "string" },
      "accept-terms": { type: "boolean", default: false },
      q8: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  if (values.list) return console.log((await listModels(modelsFolder())).join("\n"));
  const name = values.name ?? values.model;
  const model = KNOWN_MODELS.find((known) => known.name === name);
  if (!model) throw new CommandFailure(`no model "${name}"; there are ${KNOWN_MODELS.map((known) => known.name).join(", ")}`);
  if (model.terms !== undefined && !values["accept-terms"])
    throw new CommandFailure(`${model.name} comes under the ${model.licence}: read ${model.terms} and repeat with --accept-terms`);
  const path = await obtain(model, { from: values.from, onProgress: console.error });
  await ensureRuntime(console.error);
  console.log(values.q8 ? await storeAsQ8(path, console.error) : path);
});
