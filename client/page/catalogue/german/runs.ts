// The sentences about kept runs in German: their list, what becomes of them, and two side by side.

import type { runsEn } from "../english/runs.ts";
import { figuresIn } from "../figures.ts";

const { count, money, n, percent } = figuresIn("de");
const date = new Intl.DateTimeFormat("de", { dateStyle: "medium", timeStyle: "short" });
function signed(value: number): string {
  return `${value > 0 ? "+" : value < 0 ? "−" : ""}${n.format(Math.abs(Math.round(value * 1000) / 10))}`;
}

export const runsDe: typeof runsEn = {
  title: "Läufe",
  lead: "Jeder Lauf bleibt in diesem Browser, bis Sie ihn löschen. Öffnen Sie einen, um sein Ergebnis anzusehen, es zu exportieren oder seinen Prompt auszuprobieren.",
  simulated: "Simuliertes Modell",
  date: (ms) => date.format(ms),
  nameOf: (model, startedAtMs) => `${model}, ${date.format(startedAtMs)}`,
  shown: "gezeigt",
  now: "aktuell",
  unfinished: "nicht beendet",
  unfinishedNote:
    "Dieser Lauf wurde vor seinem Ende beiseitegelegt, deshalb wurde nichts gemessen. Sein bis dahin aussichtsreichster Prompt:",
  open: (name) => `Den Lauf ${name} zeigen`,
  back: "Zurück zum aktuellen Lauf",
  keptNote: (name) => `Sie sehen einen aufbewahrten Lauf: ${name}.`,
  pasted: (from, to, set) =>
    `${from} → ${to} der ${set === "test" ? "Testbeispiele" : "Validierungsbeispiele"} richtig, so wie man ihn einfügt`,
  notMeasured: "nicht gemessen",
  queries: (amount) => count(amount, "Anfrage", "Anfragen"),
  cost: (amount) => `Kosten etwa ${money(amount)}`,
  examples: (amount) => count(amount, "Beispiel", "Beispiele"),
  sampleData: "Beispieldaten",
  unsaved: {
    full: "Nur in diesem Tab: Für weitere Läufe ist kein Platz mehr. Löschen Sie einen anderen, dann wird auch dieser aufbewahrt; schließen Sie vorher den Tab, ist er weg.",
    failed:
      "Nur in diesem Tab: Der Browser hat diesen Lauf nicht gespeichert. Exportieren Sie, was Sie brauchen, bevor Sie den Tab schließen.",
    memory: "Nur in diesem Tab: Dieser Browser speichert für diese Seite nichts.",
  },
  unsavedMark: "nur in diesem Tab",
  rename: "Umbenennen",
  renameOf: (name) => `Den Lauf ${name} umbenennen`,
  name: "Name des Laufs",
  nameHint: "Leer: nach Modell und Datum benannt.",
  save: "Speichern",
  remove: "Löschen",
  removeOf: (name) => `Den Lauf ${name} löschen`,
  removeSure: (name) => `Den Lauf „${name}“ mit Prompt, Ergebnissen und Diagrammen löschen? Was zur Aufgabe beigetragen wurde, bleibt.`,
  cancel: "Abbrechen",
  undo: "Rückgängig machen",
  undone: {
    examples: "Die Beispiele wurden entfernt.",
    "other-examples": "Die Beispiele haben sich geändert: Der nächste Start beginnt einen neuen Lauf.",
    run: "Der Lauf wurde gelöscht.",
  },
  undoFor: (seconds) => `Das lässt sich noch ${count(seconds, "Sekunde", "Sekunden")} lang rückgängig machen.`,
  removeExamplesSure:
    "Ihre Beispiele aus diesem Browser entfernen? Beendete Läufe bleiben, mit den wenigen Beispielen, die ihre Prompts zeigen: Löschen Sie einen Lauf, um auch diese zu entfernen.",
  pick: (name) => `Zum Vergleich auswählen: ${name}`,
  pickShort: "Vergleichen",
  compare: "Zwei Läufe vergleichen",
  compareHint: "Haken Sie zwei Läufe an, um sie nebeneinander zu sehen.",
  compareTitle: "Zwei Läufe nebeneinander",
  close: "Schließen",
  first: "Erster Lauf",
  second: "Zweiter Lauf",
  difference: "Unterschied",
  points: (value) => `${signed(value)} Prozentpunkte`,
  interval: (low, high) => `95-%-Intervall: ${signed(low)} bis ${signed(high)} Prozentpunkte`,
  rows: {
    model: "Sprachmodell",
    layout: "Form",
    date: "Begonnen",
    data: "Beispiele",
    start: "Ausgangsprompt, so wie man ihn einfügt",
    tuned: "Neuer Prompt, so wie man ihn einfügt",
    queries: "Anfragen, mit dem Test",
    tokens: "Token",
    cost: "Kosten, etwa",
    budget: "Budget in Anfragen",
  },
  of: (right, rows) => `${percent(right / rows)} (${n.format(right)} von ${n.format(rows)})`,
  unknown: "unbekannt",
  free: "nichts",
  sameData: "Beide Läufe wurden an denselben Beispielen gemessen.",
  otherData:
    "Die Läufe wurden an verschiedenen Beispielen gemessen. Der Unterschied ihrer Ergebnisse kann also allein von den Beispielen kommen.",
  clear: "Der Unterschied ist mehr als Zufall.",
  chance: "Bei so wenigen Beispielen kann der Unterschied Zufall sein.",
  promptDifference: "Die Prompts, Wort für Wort",
  promptDifferenceHint: "Durchgestrichen: nur im ersten. Unterstrichen: nur im zweiten. Beide sind nur in diesem Tab zu sehen.",
  samePrompt: "Beide Prompts sind gleich.",
};
