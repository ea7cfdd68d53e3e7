// Where models and the local engine are kept: the user's cache folder, never the repository.

import { homedir } from "node:os";
import { join } from "node:path";

export interface Surroundings {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

const here: Surroundings = { platform: process.platform, env: process.env, home: homedir() };

/** $XDG_CACHE_HOME/asyndbt where set, else the platform's own place. */
export function cacheFolder({ platform, env, home }: Surroundings = here): string {
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, "asyndbt");
  if (platform === "win32") return join(env.LOCALAPPDATA ?? join(home, "AppData", "Local"), "asyndbt");
  return platform === "darwin" ? join(home, "Library", "Caches", "asyndbt") : join(home, ".cache", "asyndbt");
}

export function modelsFolder(): string {
  return join(cacheFolder(), "models");
}
