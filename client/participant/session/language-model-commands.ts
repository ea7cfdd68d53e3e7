// The commands about the language model: choosing one, its key, its file, testing the connection.

import { type LanguageModelChoice, parseChoice, sameModel, storable } from "../model/model-choice.ts";
import { done, failed } from "../outcome.ts";
import { failureOf } from "../run/failure.ts";
import { openKey, sealKey } from "../store/key-vault.ts";
import type { SessionParts } from "./session-parts.ts";
import type { LanguageModelView, ParticipantWorkerApi } from "./worker-api.ts";

type LanguageModelCommands = Pick<
  ParticipantWorkerApi,
  "setLanguageModel" | "unlockKey" | "forgetKey" | "testConnection" | "cancelConnection" | "forgetModelFile"
>;

export function languageModelCommands({ state, chosen, run }: SessionParts): LanguageModelCommands {
  return {
    async setLanguageModel(asked, passphrase) {
      const { kept, view } = state;
      const before = parseChoice(kept.languageModel);
      // A key is for its own address and goes to no other.
      const keeps = asked.type === "http" && asked.key === "" && kept.hasKey && before?.type === "http" && before.url === asked.url;
      const next = keeps ? { ...asked, key: chosen.key() } : asked;
      const same = sameModel(next, before);
      await (same ? run.retire() : run.startOver());
      const key = next.type === "http" ? next.key : "";
      const held: LanguageModelView["held"] =
        key !== "" || holdsFile(next) ? "memory" : keeps ? (view.languageModel?.held ?? "gone") : "none";
      chosen.choose(next, held);
      await state.keep({
        languageModel: storable(next),
        hasKey: keeps || key !== "",
        sealedKey: key !== "" && passphrase ? await sealKey(key, passphrase) : keeps ? kept.sealedKey : null,
        ...(same ? {} : { connection: null }),
      });
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
      chosen.choose(parseChoice(state.kept.languageModel), "none");
      await state.keep({ hasKey: false, sealedKey: null });
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
        const { forgetModel } = await import("../../language-model/in-tab/model-file.ts");
        await forgetModel(choice.source.url);
      }
      return done;
    },
  };
}

export function holdsFile(choice: LanguageModelChoice | null): boolean {
  return choice?.type === "in-tab" && choice.source.type === "file";
}
