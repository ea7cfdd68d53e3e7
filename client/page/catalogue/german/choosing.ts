// Was Teilnehmer auf Deutsch lesen, während sie ihre Beispiele und ihr Sprachmodell wählen.

import type { Explained, LayoutTrial, RowFaultCode } from "../../../participant/session/worker-api.ts";
import type { Messages } from "../english/english.ts";
import { figuresIn } from "../figures.ts";

const { count, megabytes, n, percent, seconds } = figuresIn("de");

export const examplesDe: Messages["examples"] = {
  title: "Beispiele",
  none: "Fügen Sie beschriftete Beispiele hinzu. Sie bleiben in diesem Browser.",
  drop: "Datei hier ablegen, oder",
  kinds: "CSV, TSV, JSON, JSON Lines oder YAML; auch promptfoo-Tests und Chat-Daten",
  paste: "Oder Beispiele einfügen",
  pasteHint: "text,label",
  read: "Lesen",
  type: "Oder Beispiele eintippen",
  typeAdd: "In die Liste",
  typed: "Bisher eingetippt",
  typedRemove: (i) => `Beispiel ${i} entfernen`,
  sample: "Oder die Beispieldaten nehmen",
  sampleOf: (i) => `Beispieldaten von Teilnehmer ${i}`,
  preview: "Gelesenes prüfen",
  columns: "Spalten",
  columnOf: (i) => `Spalte ${i}`,
  text: "Text",
  text2: "Zweiter Text",
  label: "Klasse",
  noColumn: "keine",
  row: "Zeile",
  problems: (amount) => count(amount, "Problem", "Probleme"),
  noMapping: "Es braucht eine Spalte mit dem Text und eine mit der Klasse.",
  keep: (usable) => `${count(usable, "Beispiel", "Beispiele")} übernehmen`,
  cancel: "Abbrechen",
  summary: "Nach Klassen aufgeteilt, nach jedem Neuladen gleich.",
  parts: { train: "Training", pool: "Demonstrationen", validation: "Validierung", test: "Test" },
  fromSample: "Beispieldaten",
  perLabel: "Je Klasse",
  few: (labels) => `Wenige oder keine Beispiele für: ${labels}. Es geht trotzdem, lernt darüber aber wenig.`,
  forget: "Beispiele entfernen",
  add: "Weitere hinzufügen",
  problem: (code: RowFaultCode, row, detail) => {
    const where = row > 0 ? `Zeile ${row}: ` : "";
    const what: Record<RowFaultCode, string> = {
      "empty-file": "Es steht nichts darin.",
      "not-text": "Das ist keine Textdatei. Tabellen bitte als CSV speichern.",
      "bad-json": `Kein gültiges JSON (${detail}).`,
      "bad-yaml": `Kein gültiges YAML (${detail}).`,
      "not-a-list": "Die Datei enthält keine Liste von Beispielen.",
      "not-an-object": "Ein Beispiel muss ein Objekt mit Text und Klasse sein.",
      "unclosed-quote": "Ein Anführungszeichen wird geöffnet und nicht geschlossen.",
      "bad-quotes": "Anführungszeichen in einer Zelle mit Anführungszeichen müssen verdoppelt werden.",
      "too-few-cells": `Zu wenige Zellen (${detail}).`,
      "too-many-cells": `Zu viele Zellen (${detail}). Texte mit Kommas gehören in Anführungszeichen.`,
      "too-many-columns": `Mehr als ${detail} verschiedene Felder. Alle Beispiele brauchen dieselben wenigen: Text und Klasse, kein nach der ID benanntes Feld.`,
      "no-columns": "Es braucht eine Spalte mit dem Text und eine mit der Klasse.",
      "no-text": "Der Text ist leer.",
      "no-label": "Die Klasse ist leer.",
      "unknown-label": `„${detail}“ ist keine Klasse dieser Aufgabe.`,
      "several-labels": `Mehrere Klassen (${detail}).`,
      rejected: `Wer annotiert hat, steht nicht zu der Klasse („${detail}“).`,
      "cut-text": "Der Text wurde von dem Programm gekürzt, das die Datei geschrieben hat.",
      unreadable: "Darin stehen Zeichen, die sich nicht lesen lassen. Stimmt die Kodierung?",
      "too-long": `Zu groß (${detail}).`,
      "other-label": `Derselbe Text wie in Zeile ${detail}, mit anderer Klasse; der erste bleibt.`,
      "unknown-format": `„${detail}“ ist keine CSV-, TSV-, JSON-, JSON-Lines- oder YAML-Datei.`,
    };
    return where + what[code];
  },
};

export const modelDe: Messages["model"] = {
  title: "Sprachmodell",
  simulated: "Simuliert",
  simulatedHint: "Eine feste Formel, um den Ablauf zu sehen. Nichts verlässt diesen Browser.",
  http: "Anbieter oder Server",
  httpHint: "Ein Anbieter, der Browser zulässt, oder ein Server auf diesem Rechner. Er sieht Ihre Prompts.",
  provider: "Anbieter",
  providers: {
    "openai-compatible": "OpenAI-kompatibel",
    openai: "OpenAI",
    gemini: "Gemini",
    anthropic: "Anthropic",
    azure: "Azure OpenAI",
    openrouter: "OpenRouter",
    together: "Together",
    fireworks: "Fireworks",
    cloudflare: "Cloudflare Workers AI",
    ollama: "Ollama",
    "llama.cpp": "llama.cpp",
    vllm: "vLLM",
  },
  providerHint: "Nicht dabei? Die meisten anderen sind OpenAI-kompatibel.",
  url: "Adresse",
  urlHint: "endet meist auf /v1",
  urlExample: (address: string): string => `etwa ${address}`,
  name: "Modell",
  key: "API-Schlüssel",
  keyHint: "Bleibt nur im Arbeitsspeicher. Leer für Server ohne Schlüssel.",
  keyKept: "Leer bleibt der Schlüssel, den Sie für diese Adresse angegeben haben.",
  forgetKey: "Schlüssel entfernen",
  layout: "Form des Prompts",
  layouts: {
    auto: "Herausfinden",
    completion: "Reiner Text",
    "chat-turns": "Ein Chat-Wechsel je Demonstration",
    chat: "Eine Chat-Nachricht",
  },
  fallback: "Ohne Klassen-Wahrscheinlichkeiten",
  fallbacks: { none: "Ablehnen", sampled: "Mehrere Antworten ziehen", text: "Eine Antwort, richtig oder falsch" },
  prices: "Preise, um die Kosten zu nennen",
  pricesHint: "Je Million Token, aus der Preisliste Ihres Anbieters. Über diese Seite wird nichts bezahlt.",
  priceInput: "Eingabe",
  priceOutput: "Ausgabe",
  remember: "Schlüssel merken, mit Passphrase verschlüsselt",
  passphrase: "Passphrase",
  unlock: "Schlüssel entsperren",
  sealed: "Hier liegt ein verschlüsselter Schlüssel.",
  inTab: "In diesem Tab",
  inTabHint: "Ein GGUF-Modell bis 2 GB läuft in diesem Browser. Vertraulich und kostenlos, aber langsam. Kein Prompt verlässt diesen Tab.",
  file: "Modelldatei (GGUF) von diesem Rechner",
  address: "Oder ihre Adresse",
  addressHint: "Wird einmal heruntergeladen und in diesem Browser aufbewahrt.",
  fileGone: "Die Modelldatei war nur im Arbeitsspeicher. Wählen Sie sie zum Weitermachen erneut.",
  noFile: "Wählen Sie eine Modelldatei oder geben Sie ihre Adresse an.",
  load: "Modell laden",
  cancel: "Abbrechen",
  forget: "Modell vergessen",
  downloading: (received: number, total: number): string =>
    `Wird heruntergeladen: ${megabytes(received)}${total > 0 ? ` von ${megabytes(total)}` : ""}`,
  loading: (size: number): string => `${megabytes(size)} werden geladen …`,
  loaded: (size: number, threads: number): string => `${megabytes(size)} im Arbeitsspeicher, ${count(threads, "Thread", "Threads")}.`,
  trial: (layout: string, { accuracy, answered, labelMass }: LayoutTrial): string =>
    `Erprobt: ${layout}: ${percent(accuracy)} von ${count(answered, "Beispiel", "Beispielen")} richtig${
      Number.isNaN(labelMass) ? "" : `, ${percent(labelMass)} der Wahrscheinlichkeit auf Klassen`
    }.`,
  keyGone: "Der Schlüssel war nur im Arbeitsspeicher. Geben Sie ihn zum Weitermachen erneut ein.",
  test: "Verbindung testen",
  testing: "Wird getestet …",
  works: "Verbunden.",
  explained: (explained: Explained): string => {
    switch (explained.code) {
      case "exact":
        return "Genaue Klassen-Wahrscheinlichkeiten: Jedes Klassenwort wird als Ganzes bewertet. Besser geht es nicht.";
      case "top-k":
        return `Die ${n.format(explained.count)} wahrscheinlichsten ersten Token sind bekannt: Klassen darunter haben Wahrscheinlichkeiten, andere nur eine Schranke. Gut, wenn sich die Klassenwörter im ersten Token unterscheiden.`;
      case "sampled":
        return `Keine Wahrscheinlichkeiten: Jede Anfrage holt ${n.format(explained.count)} Antworten und zählt sie. Verrauscht, zu ${n.format(explained.count)}-fachen Kosten.`;
      case "text":
        return "Keine Wahrscheinlichkeiten: eine Antwort je Anfrage, richtig oder falsch. Die gröbste Rückmeldung; die Abstimmung braucht viel mehr Anfragen.";
      case "simulated":
        return "Simuliert: Eine feste Formel antwortet, kein Sprachmodell. Ihre Zahlen sagen nichts über ein echtes Modell.";
      case "in-tab":
        return "Das Modell läuft in diesem Tab: Kein Prompt verlässt ihn. Die Wahrscheinlichkeit jeder Klasse wird genau abgelesen.";
      case "thinking-off":
        return "Das Nachdenken ist bei jeder Anfrage abgeschaltet, damit das erste Token die Klasse ist.";
      case "shared-first-token":
        return `Die Wörter für ${explained.labels.join(" und ")} beginnen mit demselben Token; um sie zu unterscheiden, werden Antworten einige Token weiter gelesen: etwas langsamer und weniger sicher. Besser sind Wörter, die verschieden beginnen.`;
      case "slow":
        return `Eine Antwort dauerte ${seconds(explained.latencyMs)}: Der Lauf wird langsam.`;
    }
  },
  rung: "Bewertung",
  rungs: {
    exact: "genaue Klassen-Wahrscheinlichkeiten",
    "top-k": "Klassen-Wahrscheinlichkeiten unter den wahrscheinlichsten Token",
    sampled: "Stimmen mehrerer gezogener Antworten",
    text: "eine Antwort, richtig oder falsch",
    simulated: "simuliert",
  },
};
