// The owner's sentences in the language in use. Both languages come with the owner's pages, which are the only ones to load them.

import { languageInUse } from "../catalogue/catalogue.ts";
import { type OwnerMessages, ownerEn } from "../catalogue/english/owner.ts";
import { ownerDe } from "../catalogue/german/owner.ts";

export function words(): OwnerMessages {
  return languageInUse() === "de" ? ownerDe : ownerEn;
}
