// The commands of the page around a frame. It may set a first run going and go on with one that it paused itself; everything else the
// person decides. No answer, and nothing that the page around can see, depends on which texts the person has.

import { digestOf } from "../../../../shared/math/digest.ts";
import type { Example } from "../../../../shared/prompt/task.ts";
import { readGiven, whyUnusable } from "../../import/provided-examples.ts";
import { addToSplit, noExamples } from "../../import/split.ts";
import { done, failed, type Outcome } from "../../outcome.ts";
import type { SessionParts } from "../session-parts.ts";
import type { ParticipantWorkerApi } from "../worker-api.ts";
import { setExamples } from "./examples-commands.ts";

/** So many answers to offers are remembered: a page may hand over the same examples on every visit. */
const REMEMBERED = 50;

export function hostCommands(parts: SessionParts): Pick<ParticipantWorkerApi, "fromHost" | "answerOffer"> {
  const { state, run } = parts;
  let offered: { readonly examples: readonly Example[]; readonly digest: string } | null = null;

  const start = async (): Promise<Outcome> => {
    if (state.kept.host === "waits") return failed("person-needed", "The person in front of the frame decides when a run begins.");
    await state.keep({ host: "goes-on" });
    return run.start();
  };
  const take = async (given: unknown): Promise<Outcome> => {
    const { opened, examples, kept } = state;
    if (!opened) return failed("not-open", "No task is open.");
    const read = readGiven(given, opened.task.labels);
    if (read.type === "failed") return read;
    const [first] = read.value.problems;
    if (read.value.examples.length === 0) return failed("examples", first ? whyUnusable(first) : "The list of examples is empty.");
    const rows = read.value.examples;
    // What only the page itself has handed over, it knows: nothing is told by taking more, or by leaving it as it is.
    if (examples === null || examples.fromSite) {
      const before = examples?.split ?? noExamples;
      const split = addToSplit(before, rows);
      if (examples && split === before) return done;
      if (kept.host === "first") {
        await setExamples(parts, { origin: "own", split, fromSite: true });
        return done;
      }
    }
    const digest = digestOf(JSON.stringify(rows));
    if (kept.answeredOffers.includes(digest)) return done;
    offered = { examples: rows, digest };
    // Whether the person has any of them is not looked at before the person has answered.
    state.show({ offer: { examples: rows.length } });
    return done;
  };

  return {
    async fromHost(command) {
      if (command.type === "start") return start();
      if (command.type === "pause") return run.pause();
      return take(command.given);
    },
    async answerOffer(accept) {
      const offer = offered;
      if (!offer) return done;
      offered = null;
      state.show({ offer: null });
      await state.keep({ answeredOffers: [...state.kept.answeredOffers, offer.digest].slice(-REMEMBERED) });
      // Also where nothing in the offer was new: the page around must not see a difference.
      await state.personDecides();
      return accept ? keepNew(parts, offer.examples) : done;
    },
  };
}

/** The person's own examples keep their labels. */
async function keepNew(parts: SessionParts, rows: readonly Example[]): Promise<Outcome> {
  const { examples } = parts.state;
  const before = examples?.origin === "own" ? examples.split : noExamples;
  const nameOf = ({ text, text2 }: Example): string => JSON.stringify([text, text2 ?? null]);
  const known = new Set([...before.train, ...before.pool, ...before.validation, ...before.test].map(nameOf));
  const split = addToSplit(
    before,
    rows.filter((row) => !known.has(nameOf(row))),
  );
  if (split !== before) await setExamples(parts, { origin: "own", split });
  return done;
}
