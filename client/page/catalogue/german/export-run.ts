// The words of "Run this export on my test examples", in German.

import type { Messages } from "../english/english.ts";
import { figuresIn } from "../figures.ts";

const { n, count } = figuresIn("de");

export const exportRunDe: Messages["exportRun"] = {
  button: "Diesen Export an meinen Testbeispielen ausführen",
  question: (rows) =>
    `Ihr Sprachmodell wird zu ${count(rows, "Testbeispiel", "Testbeispielen")} noch einmal gefragt, so wie die Datei es täte. Das kommt zum Budget hinzu.`,
  free: "Das kostet nichts.",
  costs: (amount) => `Gemessen an den bisherigen Antworten kostet das etwa ${amount}.`,
  costUnknown: "Was das kostet, ist nicht bekannt.",
  confirm: (rows) => `Zu ${count(rows, "Beispiel", "Beispielen")} fragen`,
  running: "Wird gefragt …",
  cancel: "Abbrechen",
  by: (how) => (how === "words" ? "Nach den Antworten in Worten" : "Nach den Wahrscheinlichkeiten der Klassen"),
  right: (right, rows) => `ordnet der Export ${n.format(right)} von ${n.format(rows)} richtig ein.`,
  measured: (right, rows) => `Gemessen wurden ${n.format(right)} von ${n.format(rows)}.`,
  notMeasured: "Dieser Prompt wurde an diesen Beispielen nicht für sich allein gemessen; darum gibt es keinen Vergleich.",
  equal: "Das stimmt überein.",
  differs: (more, how) => {
    const difference = `Das ${Math.abs(more) === 1 ? "ist" : "sind"} ${n.format(Math.abs(more))} ${more > 0 ? "mehr" : "weniger"} als gemessen.`;
    return how === "words"
      ? `${difference} Die Messung nahm die wahrscheinlichste Klasse; hier wurde die ganze Antwort gelesen, und die kann anders ausfallen.`
      : `${difference} Das Modell hat nicht so geantwortet wie damals.`;
  },
  unanswered: (rows) =>
    rows === 1
      ? "Ein Beispiel blieb ohne Antwort und zählt als falsch."
      : `${n.format(rows)} Beispiele blieben ohne Antwort und zählen als falsch.`,
  kept: "Alle Antworten lagen noch vor, es wurde nichts noch einmal gefragt.",
};
