// The commands about the language model: choosing one, its key, its file, testing the connection.

import { type LanguageModelChoice, parseChoice, sameModel, storable } from "../../model/model-choice.ts";
import { done, failed } from "../../outcome.ts";
import { failureOf } from "../../run/failure.ts";
import type { KeptSettings } from "../../store/database.ts";
import { openKey, sealKey } from "../../store/key-vault.ts";
import type { SessionParts } from "../session-parts.ts";
import type { LanguageModelView, ParticipantWorkerApi } from "../worker-api.ts";

type LanguageModelCommands = Pick<
  ParticipantWorkerApi,
  "setLanguageModel" | "unlockKey" | "forgetKey" | "testConnection" | "cancelConnection" | "forgetModelFile"
>;

export function languageModelCommands({ state, chosen, run }: SessionParts): LanguageModelCommands {
  return {
    async setLanguageModel(asked, passphrase) {
      const { kept, stored } = state;
      const before = parseChoice(kept.languageModel);
      const keeps = [kept, stored].find((settings) => isKeyFor(settings, asked));
      const next = keeps && asked.type === "http" ? { ...asked, key: chosen.key(asked.url) } : asked;
      const same = sameModel(next, before);
      // The run on another model stays as it is until one with this model begins.
      await run.retire();
      if (kept.running || kept.starting) await state.keep({ running: false, starting: false });
      if (!same) await state.personDecides();
      const key = next.type === "http" ? next.key : "";
      const held: LanguageModelView["held"] =
        key !== "" || holdsFile(next) ? "memory" : keeps ? (keeps.sealedKey ? "sealed" : "gone") : "none";
      chosen.choose(next, held);
      state.tryOut({
        languageModel: storable(next),
        hasKey: keeps !== undefined || key !== "",
        sealedKey: key !== "" && passphrase ? await sealKey(key, passphrase) : (keeps?.sealedKey ?? null),
        ...(same ? {} : { connection: null }),
      });
      await chosen.account();
      return done;
    },
    async unlockKey(passphrase) {
      const { sealedKey, languageModel } = state.kept;
      const key = sealedKey && (await openKey(sealedKey, passphrase));
      const remembered = parseChoice(languageModel);
      if (!key || remembered?.type !== "http") return failed("wrong-passphrase", "This passphrase does not open the key.");
      chosen.choose({ ...remembered, key }, "memory");
      return done;
    },
    async forgetKey() {
      await run.retire();
      const [tried, stored] = [parseChoice(state.kept.languageModel), parseChoice(state.stored.languageModel)];
      chosen.forgetKeys(tried?.type === "http" ? tried.url : null);
      chosen.choose(tried, "none");
      // A key that was only tried is another one than that which is stored for another address.
      const forgotten = { hasKey: false, sealedKey: null };
      if (tried?.type === "http" && (stored?.type !== "http" || stored.url !== tried.url)) state.tryOut(forgotten);
      else await state.keep(forgotten);
      return done;
    },
    async testConnection() {
      const missing = chosen.missing();
      if (missing)
        return failed(missing, missing === "file-needed" ? "Choose the model's file again." : "Enter the API key, or unlock it.");
      try {
        await chosen.connected("test");
        const report = state.view.languageModel?.connected;
        return report ? { type: "done", value: report } : failed("internal", "The connection was replaced by another.");
      } catch (error) {
        return failureOf(error);
      }
    },
    async cancelConnection() {
      chosen.disconnect();
      return done;
    },
    async forgetModelFile() {
      const choice = parseChoice(state.kept.languageModel);
      await run.retire();
      chosen.choose(choice, holdsFile(choice) ? "gone" : "none");
      if (choice?.type === "in-tab" && choice.source.type === "address") {
        const { forgetModel } = await import("../../../language-model/in-tab/model-file.ts");
        await forgetModel(choice.source.url);
      }
      return done;
    },
  };
}

/** An empty field keeps the key there is. It is for its own address and goes to no other. */
function isKeyFor({ hasKey, languageModel }: KeptSettings, asked: LanguageModelChoice): boolean {
  const known = parseChoice(languageModel);
  return hasKey && asked.type === "http" && asked.key === "" && known?.type === "http" && known.url === asked.url;
}

export function holdsFile(choice: LanguageModelChoice | null): boolean {
  return choice?.type === "in-tab" && choice.source.type === "file";
}
