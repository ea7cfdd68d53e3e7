// Reads the scale in stored records. It used to be stored as a text, "plain/exact", or "" for none; both the text and today's record are
// read.

import { type Scale, scaleOfText } from "../../shared/algorithm/scale.ts";
import type { Contribution, ParticipantRecord } from "../../shared/algorithm/state.ts";
import { DamagedError } from "./record-codec.ts";

export type StoredParticipant = Omit<ParticipantRecord, "scale"> & { readonly scale: Scale | string | null };
export type StoredContribution = Omit<Contribution, "scale"> & { readonly scale: Scale | string };

/** @throws DamagedError if the stored text is no scale. */
export function readParticipant(stored: StoredParticipant): ParticipantRecord {
  return { ...stored, scale: stored.scale === null || stored.scale === "" ? null : scaleOf(stored.scale) };
}

/** @throws DamagedError if the stored text is no scale. */
export function readContribution(stored: StoredContribution): Contribution {
  return { ...stored, scale: scaleOf(stored.scale) };
}

function scaleOf(stored: Scale | string): Scale {
  const scale = typeof stored === "string" ? scaleOfText(stored) : stored;
  if (!scale) throw new DamagedError("a stored scale cannot be read");
  return scale;
}
