// The sample task on an aggregator, created as a program would, and its links.

import { join } from "node:path";
import * as v from "valibot";
import { createdTaskSchema } from "../../shared/protocol/messages.ts";
import { readDataFolder } from "../data/data-folder.ts";
import { projectRoot } from "../machine/project-root.ts";

export interface TaskLinks {
  readonly invite: string;
  readonly owner: string;
}

/** @throws when the aggregator refuses. */
export async function createSampleTask(origin: string): Promise<TaskLinks> {
  const { task } = readDataFolder(join(projectRoot, "data", "support"), { tuneLabelWords: true });
  const response = await fetch(`${origin}/api/tasks`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ task }),
  });
  const { taskId, invite, ownerToken } = v.parse(createdTaskSchema, await response.json());
  return { invite: `/join#task=${taskId}&invite=${invite}`, owner: `/task#task=${taskId}&owner=${ownerToken}` };
}
