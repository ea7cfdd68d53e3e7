// The consensus as the aggregator publishes it, slot by slot in words.

import { candidateText, type SearchSpace } from "../../../../shared/prompt/search-space.ts";
import { decodeFloat32 } from "../../../../shared/protocol/vector-codec.ts";
import type { SlotView } from "../../../participant/session/worker-api.ts";

const SHOWN = 8;

/** Candidates in descending share, at most eight a slot; no slots when z does not fit the task. */
export function slotViewsOf(space: SearchSpace, z: string): readonly SlotView[] {
  const shares = decodeFloat32(z);
  if (shares?.length !== space.dimension) return [];
  const { task } = space;
  return space.slots.map((slot): SlotView => {
    const candidates = Array.from({ length: slot.size }, (_, i) => ({
      text: candidateText(space, slot, i),
      share: shares[slot.offset + i] ?? 0,
    }));
    candidates.sort((a, b) => b.share - a.share);
    return { kind: slot.kind, label: slot.label < 0 ? "" : (task.labels[slot.label] ?? ""), candidates: candidates.slice(0, SHOWN) };
  });
}
