// The parts of a session that its commands act on.

import type { Runtime } from "../../platform/platform.ts";
import type { ChosenModel } from "./chosen-model.ts";
import type { RunControl } from "./run-control.ts";
import type { RunShelf } from "./run-shelf.ts";
import type { SessionState } from "./session-state.ts";
import type { Undo } from "./undo.ts";

export interface SessionParts {
  readonly state: SessionState;
  readonly chosen: ChosenModel;
  readonly run: RunControl;
  readonly runtime: Runtime;
  readonly shelf: RunShelf;
  readonly undo: Undo;
}
