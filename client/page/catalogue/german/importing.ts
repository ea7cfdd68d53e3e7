// Was Teilnehmer auf Deutsch lesen, während sie prüfen, wie eine Datei gelesen wurde.

import type { ReadAs, RowFaultCode } from "../../../participant/session/worker-api.ts";
import type { Messages } from "../english/english.ts";
import { figuresIn } from "../figures.ts";

const { count, n } = figuresIn("de");

const DELIMITERS: Readonly<Record<string, string>> = { ",": "Kommas", ";": "Semikolons", "\t": "Tabulatoren", "|": "senkrechte Striche" };

export const importingDe: Messages["importing"] = {
  reading: "Wie die Datei gelesen wurde",
  encoding: "Kodierung",
  encodingGuessed: "Die Kodierung ist vermutet. Sehen Buchstaben in den Zeilen unten falsch aus, wählen Sie eine andere.",
  regions: {
    unicode: "Unicode",
    western: "westeuropäisch",
    central: "mitteleuropäisch",
    baltic: "baltisch",
    cyrillic: "kyrillisch",
    greek: "griechisch",
    turkish: "türkisch",
    hebrew: "hebräisch",
    arabic: "arabisch",
    vietnamese: "vietnamesisch",
    thai: "thailändisch",
    chinese: "chinesisch",
    japanese: "japanisch",
    korean: "koreanisch",
  },
  readAs: "Gelesen als",
  readAsName: (readAs) => {
    switch (readAs.type) {
      case "delimited":
        return `Tabelle, ${DELIMITERS[readAs.delimiter] ?? "Steuerzeichen"} zwischen den Zellen${readAs.quotes ? "" : ", Anführungszeichen sind Text"}`;
      case "fast-text":
        return "fastText";
      case "lines":
        return "JSON, ein Wert nach dem anderen";
      case "items":
        return "JSON-Liste mit Fehlern darin";
      case "document":
        return orientationDe(readAs.orientation);
    }
  },
  header: "Erste Zeile",
  headerNames: "Namen der Spalten",
  headerExample: "ein Beispiel",
  verdict: "Urteil beim Annotieren",
  labels: "Klassen, die diese Aufgabe nicht hat",
  labelsLead: "Sagen Sie, wofür sie stehen. Was ähnlich aussieht, ist als Vermutung eingetragen.",
  labelWritten: "In der Datei",
  labelRows: "Zeilen",
  labelMeans: "Steht für",
  labelOut: "weglassen",
  labelGuess: "Vermutung",
  meansOf: (written) => `Wofür „${written}“ steht`,
  moreLabels: (amount) => `und ${n.format(amount)} weitere. Ist es die richtige Spalte?`,
  counts: ({ usable, total, duplicates, leftOut }) => {
    const others = [
      ...(duplicates > 0 ? [count(duplicates, "Dublette", "Dubletten")] : []),
      ...(leftOut > 0 ? [`${n.format(leftOut)} weggelassen`] : []),
    ];
    return `${[`${n.format(usable)} von ${count(total, "Zeile", "Zeilen")} brauchbar`, ...others].join(", ")}.`;
  },
  guessedRows: (rows) => `${count(rows, "Zeile hat", "Zeilen haben")} eine vermutete Klasse.`,
  leftOut: (rows) => `${count(rows, "Zeile", "Zeilen")} weggelassen`,
  reason: (code, rows) => `${count(rows, "Zeile", "Zeilen")}: ${REASONS[code]}`,
  notice: ({ code, rows, numbers, details }) => {
    const texts = count(rows, "Text", "Texten");
    const where = `(${numbers.length === 1 ? "Zeile" : "Zeilen"} ${numbers.map((row) => n.format(row)).join(", ")}${rows > numbers.length ? ", …" : ""})`;
    const what = details.join(" ");
    switch (code) {
      case "hidden":
        return `Aus ${texts} wurden unsichtbare Zeichen entfernt: ${what} ${where}.`;
      case "damaged":
        return `In ${texts} hat wohl früher eine falsche Kodierung Schaden angerichtet: ${what} ${where}.`;
      case "spaces":
        return `In ${texts} wurden Zeilenenden und mehrere Leerzeichen zu einem ${where}.`;
    }
  },
};

const REASONS: Readonly<Record<RowFaultCode, string>> = {
  "empty-file": "nichts darin",
  "not-text": "kein Text",
  "bad-json": "kein gültiges JSON",
  "bad-yaml": "kein gültiges YAML",
  "not-a-list": "keine Liste",
  "not-an-object": "kein Objekt mit Text und Klasse",
  "unclosed-quote": "ein Anführungszeichen, das nicht geschlossen wird",
  "bad-quotes": "Anführungszeichen, die nicht verdoppelt sind",
  "too-few-cells": "zu wenige Zellen",
  "too-many-cells": "zu viele Zellen",
  "too-many-columns": "zu viele Felder",
  "no-columns": "keine Spalte mit Text und keine mit Klasse",
  "no-text": "kein Text",
  "no-label": "keine Klasse",
  "unknown-label": "eine Klasse, die diese Aufgabe nicht hat",
  "several-labels": "mehrere Klassen",
  rejected: "wer annotiert hat, steht nicht zu der Klasse",
  "cut-text": "der Text wurde von dem Programm gekürzt, das die Datei geschrieben hat",
  unreadable: "Zeichen, die sich nicht lesen lassen",
  "too-long": "zu lang",
  "other-label": "derselbe Text mit anderer Klasse",
  "unknown-format": "kein bekanntes Format",
};

function orientationDe(orientation: Extract<ReadAs, { type: "document" }>["orientation"]): string {
  switch (orientation.type) {
    case "lists": {
      const names = orientation.paths.map((path) => `„${path.join(".")}“`);
      return orientation.paths.some((path) => path.length > 0) ? `Objekte, aufgelistet in ${names.join(", ")}` : "Liste von Objekten";
    }
    case "rows-of-cells":
      return orientation.path.length > 0 ? `Zeilen von Zellen in „${orientation.path.join(".")}“` : "Liste von Zeilen mit Zellen";
    case "split":
      return "Spaltennamen und Zeilen getrennt (pandas split)";
    case "columns":
      return orientation.paths.some((path) => path.length > 0)
        ? `Objekte aus Spalten in ${orientation.paths.map((path) => `„${path.join(".")}“`).join(", ")}`
        : "Objekt aus Spalten (pandas columns)";
    case "index":
      return "Objekt aus Zeilen (pandas index)";
    case "by-label":
      return "Objekt aus Texten nach Klasse";
    case "by-text":
      return "Objekt aus Klassen nach Text";
    case "single":
      return "ein Beispiel";
  }
}
