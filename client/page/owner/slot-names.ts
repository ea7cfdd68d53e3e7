// The names of slots for people: the kind, and the class or the place among its kind.

import type { SearchSpace } from "../../../shared/prompt/search-space.ts";
import { t } from "../catalogue/catalogue.ts";

/** In the order of the slots. Several slots of one kind and class are numbered. */
export function slotNames({ slots, task }: SearchSpace): readonly string[] {
  const { live } = t();
  return slots.map(({ kind, label }, i) => {
    const alike = (other: (typeof slots)[number]): boolean => other.kind === kind && other.label === label;
    const place = slots.slice(0, i + 1).filter(alike).length;
    const several = slots.filter(alike).length > 1;
    return [live.slot[kind], label < 0 ? "" : (task.labels[label] ?? ""), several ? String(place) : ""]
      .filter((part) => part !== "")
      .join(" ");
  });
}
