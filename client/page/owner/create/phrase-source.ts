// Where proposed phrases come from, whatever proposes them: the list under review, and the slot that accepted ones go to.

import { Localised } from "../../elements/localised.ts";
import { words } from "../words.ts";
import { type Proposal, phraseReview } from "./phrase-review.ts";

export abstract class PhraseSource extends Localised {
  static override properties = {
    slots: { type: Number },
    proposals: { state: true },
    target: { state: true },
    said: { state: true },
  };
  declare slots: number;
  declare proposals: readonly Proposal[];
  /** The slot that accepted phrases go to. */
  declare target: number;
  /** What the last act came to, for everybody who cannot see it. */
  declare said: string;

  constructor() {
    super();
    this.slots = 0;
    this.proposals = [];
    this.target = 0;
    this.said = "";
  }

  /** Accepted phrases leave in an event `phrases`. */
  protected reviewed(id: string): ReturnType<typeof phraseReview> {
    return phraseReview({
      id,
      proposals: this.proposals,
      slots: this.slots,
      slot: this.target,
      change: (proposals) => {
        this.proposals = proposals;
      },
      chooseSlot: (slot) => {
        this.target = slot;
      },
      add: (phrases) => {
        this.dispatchEvent(new CustomEvent("phrases", { detail: { slot: this.target, phrases } }));
        this.proposals = [];
        this.said = words().review.added(phrases.length);
      },
    });
  }
}
