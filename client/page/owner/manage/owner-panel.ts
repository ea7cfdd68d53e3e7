// The base of the panels on the owner's page: the task they ask, and the last failure.

import type { Outcome } from "../../../participant/session/worker-api.ts";
import { Localised } from "../../elements/localised.ts";
import type { Failure, OwnedTask } from "../owner-api.ts";

export abstract class OwnerPanel extends Localised {
  static override properties = { task: { attribute: false }, failure: { state: true }, busy: { state: true } };
  declare task: OwnedTask;
  declare failure: Failure | null;
  declare busy: boolean;

  constructor() {
    super();
    this.failure = null;
    this.busy = false;
  }

  /** The answer's value; undefined when there is none, and `failure` says why. */
  protected async ask<T>(request: () => Promise<Outcome<T>>): Promise<T | undefined> {
    this.busy = true;
    const answer = await request();
    this.busy = false;
    this.failure = answer.type === "failed" ? answer : null;
    return answer.type === "done" ? answer.value : undefined;
  }
}
