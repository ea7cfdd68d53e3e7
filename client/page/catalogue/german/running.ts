// Was Teilnehmer auf Deutsch über einen Lauf lesen: vor dem Start, unterwegs und über sein Ergebnis.

import type { Activity } from "../../../participant/session/worker-api.ts";
import type { Messages } from "../english/english.ts";
import { figuresIn } from "../figures.ts";

const { about, count, duration, money, n } = figuresIn("de");

export const runDe: Messages["run"] = {
  title: "Budget und Start",
  budget: "Anfragen an das Sprachmodell, höchstens",
  budgetHint:
    "Wird vor jeder Anfrage geprüft. Eine ist ein Prompt mit einem Ihrer Texte; ohne Wahrscheinlichkeiten braucht eine Antwort mehrere.",
  moreLimits: "Weitere Grenzen",
  moreLimitsHint:
    "Die Abstimmung endet, solange jede noch genug übrig lässt, um den besten Prompt zu wählen und zu messen. Sie zählen alles, auch die Messung am Ende, über alle Besuche. Leer: keine Grenze.",
  limits: { tokens: "Token, höchstens", money: "Kosten, höchstens", minutes: "Minuten, höchstens", testRows: "Testbeispiele, höchstens" },
  limitHints: {
    tokens: "Prompts und Antworten zusammen.",
    money: "In der Währung Ihrer Preise.",
    minutes: "Solange der Lauf geht. Pausen und der Ruhezustand des Geräts zählen nicht.",
    testRows:
      "Am Ende gefragt, je einmal für bis zu drei Prompts. Leer: 400, das zeigt den Anteil richtiger Antworten auf fünf Punkte genau.",
  },
  limitUnpriced: "Braucht die Preise des Modells: Geben Sie sie oben ein und testen Sie dann die Verbindung.",
  start: "Start",
  resume: "Weiter",
  startNew: "Neuen Lauf starten",
  pause: "Anhalten",
  finish: "Jetzt abschließen",
  finishHint: "Beendet die Abstimmung: Die aussichtsreichsten Prompts werden verglichen, der beste wird gemessen.",
  leave: "Verlassen",
  withdraw: "Verlassen und zurückziehen",
  withdrawHint: "Bittet den Aggregator, zu vergessen, was dieser Teilnehmer beigetragen hat.",
  erase: "Hier alles löschen",
  eraseSure: "Beispiele, Antworten, Einstellungen und Fortschritt dieser Aufgabe aus diesem Browser löschen?",
  erased: "Alles zu dieser Aufgabe wurde aus diesem Browser gelöscht.",
  more: "Verlassen oder löschen",
  left: (button) => `Sie haben die Aufgabe verlassen. „${button}“ bringt Sie zurück.`,
  spent:
    "Was vom Budget übrig ist, reicht für keinen weiteren Schritt. Erhöhen Sie es oder die erreichte Grenze, um weiterzumachen; oder testen Sie ein anderes Modell und starten damit einen neuen Lauf.",
  needExamples: "Fügen Sie zuerst Beispiele hinzu.",
  of: (used, budget) => `${n.format(used)} von ${n.format(budget)} Anfragen`,
  forecast: {
    title: "Was es brauchen wird",
    queries: "Anfragen",
    queriesOf: (budget, extra) =>
      `höchstens ${n.format(budget)}${extra > 0 ? `, und etwa ${n.format(extra)}, um das Ergebnis zu messen` : ""}`,
    testOf: (asked, of) => `Das Ergebnis wird an ${n.format(asked)} Ihrer ${n.format(of)} Testbeispiele gemessen.`,
    tokens: "Token",
    tokensOf: (low, high) => `zwischen ${about.format(low)} und ${about.format(high)}`,
    cost: "Kosten",
    costOf: (low, high) => `zwischen ${money(low)} und ${money(high)}, in der Währung Ihrer Preise`,
    free: "nichts: Kein Anbieter wird gefragt",
    unknown: "unbekannt: Geben Sie oben die Preise des Modells ein",
    time: "Zeit",
    timeOf: (low, high) => `zwischen ${duration(low)} und ${duration(high)}, ohne Wartezeiten Ihres Anbieters`,
    timeUnknown: "unbekannt, bis eine Verbindung geprüft wurde",
    tooLittle: (least) => `Zu wenig, um anzufangen: Mindestens ${n.format(least)} Anfragen sind nötig.`,
    tooSmall: {
      tokens: "Die Grenze für Token ist wohl zu klein, um anzufangen.",
      money: "Die Grenze für Kosten ist wohl zu klein, um anzufangen.",
      minutes: "Die Grenze für Minuten ist wohl zu klein, um anzufangen.",
    },
  },
};

export const liveDe: Messages["live"] = {
  title: "Verlauf",
  past: "Wie der Lauf verlief",
  none: "Noch läuft nichts. Der erste Schritt dauert einige Sekunden.",
  iteration: "Iteration",
  steps: "Lokale Schritte",
  staleness: "Rückstand, letzter Schritt",
  othersOf: (live, joined) => `${n.format(live)} aktiv von ${n.format(joined)}`,
  contributions: "Beiträge aufgenommen",
  queries: "Anfragen",
  tokens: "Token",
  traffic: "Hoch / herunter",
  connection: { none: "allein", connecting: "verbindet …", online: "verbunden", offline: "offline; geht von selbst weiter" },
  blocked:
    "Der Aggregator antwortet, aber ein Netz, ein Proxy oder eine Browser-Erweiterung unterwegs sperrt WebSockets, die der Lauf braucht. Versuchen Sie ein anderes Netz (etwa das Ihres Telefons), schalten Sie VPN oder Erweiterungen für diese Seite aus, oder bitten Sie, wer das Netz betreibt, WebSockets zu dieser Adresse zuzulassen. Nichts geht verloren; es geht von selbst weiter, sobald sie durchkommen.",
  curveTitle: "Richtige Antworten auf Ihre Trainingsbeispiele",
  curveBest: "Bester bisher",
  baseline: "Start",
  curveLow: "mindestens",
  curveHigh: "höchstens",
  curveStart: (start) => `Der Startprompt beantwortet ${start} richtig; ein besserer ist noch nicht bekannt`,
  curveSaid: (start, best, low, high) =>
    `Der Startprompt beantwortet ${start} richtig, der bisher beste ${best}, zwischen ${low} und ${high}`,
  curveHint: (rows) =>
    `Jeder Punkt ist ein Prompt, der probiert wurde. Die meisten wurden nur zu einigen Ihrer ${n.format(rows)} Trainingsbeispiele befragt, daher sind das Schätzungen; das Band zeigt, wie weit die des besten danebenliegen kann. Wie gut er auf Beispielen ist, die er nie gesehen hat, wird am Ende gemessen.`,
  lossMean: "Mittlerer Verlust der Prompts des Schritts",
  accuracy: "Mittel der Prompts des Schritts",
  table: "Tabelle",
  csv: "CSV herunterladen",
  queriesAxis: "Anfragen",
  chartEmpty: "Das Diagramm beginnt mit dem ersten fertigen Schritt.",
  consensus: "Konsens, Platz für Platz",
  consensusHint: "Dunkler heißt: von allen zusammen bevorzugt. Das Bild wird mit der Zeit schärfer.",
  slotName: "Platz",
  favourite: "Favorit",
  others: "Teilnehmer",
  shares: "Anteile der Kandidaten, größter zuerst",
  slot: {
    instruction: "Anfang",
    phrase: "Satz",
    "label-word": "Wort für",
    order: "Reihenfolge der Klassen",
    place: "Ans Ende geholte Klasse,",
    "public-demonstration": "Öffentliches Beispiel für",
  },
  empty: "(nichts)",
  unmoved: "(keine)",
  fragment: "Bisher aussichtsreichster Prompt",
  fragmentHint: "Unterstrichen: neu seit dem Anfang. Durchgestrichen: entfallen. Ihre Beispiele sind nur in diesem Tab zu sehen.",
  favoured: "Ihre bevorzugten Demonstrationen",
  favouredHint: "Bleibt in diesem Tab.",
  refused: "Der Aggregator hat abgelehnt:",
  cost: "Kosten, etwa",
  money,
  away: (ms, queries) =>
    queries > 0
      ? `Während dieser Tab im Hintergrund war (${duration(ms)}), ging der Lauf weiter: ${count(queries, "Anfrage", "Anfragen")}.`
      : `Der Browser hielt den Lauf an, während dieser Tab im Hintergrund war (${duration(ms)}). Nichts ist verloren; es geht jetzt weiter.`,
  providerWait: (seconds, reason) => {
    if (reason === "offline") return "Dieses Gerät ist offline. Der Lauf geht von selbst weiter, sobald es wieder online ist.";
    if (reason === "rate-limited") return `Ihr Anbieter bittet zu warten. Nächster Versuch in ${count(seconds, "Sekunde", "Sekunden")}.`;
    return `Das Modell antwortet gerade nicht. Nächster Versuch in ${count(seconds, "Sekunde", "Sekunden")}.`;
  },
  unanswered: (amount) =>
    `Auf ${count(amount, "Abfrage", "Abfragen")} gab das Modell keine brauchbare Antwort, etwa weil ein Text zu lang ist. Sie zählen nicht mit.`,
  merged: (iteration, behind) =>
    `aufgenommen bei Iteration ${n.format(iteration)}${behind > 0 ? `, ${n.format(behind)} im Rückstand` : ""}`,
  activity: (activity: Activity, now, reason) => {
    switch (activity.type) {
      case "idle":
        return "Bereit.";
      case "joining":
        return "Tritt der Aufgabe bei …";
      case "scoring":
        return `Bewertet ${count(activity.prompts, "Prompt", "Prompts")} an ${count(activity.rows, "Ihrer Beispiele", "Ihrer Beispiele")}.`;
      case "waiting-for-language-model":
        return `Wartet ${count(Math.max(0, Math.ceil((activity.untilMs - now) / 1000)), "Sekunde", "Sekunden")} auf Ihren Anbieter.`;
      case "waiting-for-aggregator":
        return {
          reply: "Wartet auf die Antwort des Aggregators.",
          offline: "Der Aggregator ist nicht erreichbar. Neuer Versuch folgt; nichts geht verloren.",
          paused: "Der Eigentümer hat die Aufgabe angehalten. Es geht von selbst weiter.",
          overloaded: "Der Aggregator ist ausgelastet. Neuer Versuch folgt; nichts geht verloren.",
        }[activity.reason];
      case "selecting":
        return "Vergleicht die aussichtsreichsten Prompts an Ihren Trainings- und Validierungsbeispielen.";
      case "testing":
        return "Prüft den gewählten Prompt an Beispielen, die er nie gesehen hat.";
      case "paused":
        return "Angehalten. Nichts ist verloren.";
      case "finished":
        if (activity.limit) {
          const what = { tokens: "an Token", money: "an Geld", minutes: "an Zeit", key: "an Anfragen mit diesem Schlüssel" }[
            activity.limit
          ];
          return `Fertig: Was ${what} noch erlaubt ist, reicht für keinen weiteren Schritt.`;
        }
        return {
          budget: "Fertig: Was vom Budget übrig ist, reicht für keinen weiteren Schritt.",
          converged: "Fertig: Es wird nichts Besseres mehr gefunden.",
          closed: "Fertig: Der Eigentümer hat die Aufgabe geschlossen.",
          stopped: "Fertig.",
        }[activity.reason];
      case "failed":
        return `Abgebrochen: ${reason}`;
    }
  },
};

export const resultDe: Messages["result"] = {
  title: "Ergebnis",
  none: "Der abgestimmte Prompt erscheint hier, wenn das Budget keinen weiteren Schritt erlaubt oder Sie „Jetzt abschließen“ drücken.",
  set: "Gemessen an",
  validation: "Ihren Validierungsbeispielen",
  test: "Ihren Testbeispielen",
  baseline: "Anfangsprompt",
  baselineCalibrated: "Ausgangsprompt, mit Wahrscheinlichkeiten",
  tuned: "Neuer Prompt, mit Wahrscheinlichkeiten",
  bare: "Neuer Prompt, wie eingefügt",
  loss: "Verlust",
  interval: "95-%-Bereich",
  sets: "Validierungsbeispiele haben den Prompt mit ausgesucht, das schmeichelt ihm. Testbeispiele wurden erst am Ende gefragt, nur einmal. Verlust: wie wenig die richtigen Klassen erwartet wurden; kleiner ist besser.",
  confusion: "Welche Klasse für welche gehalten wird",
  confusionOf: "Prompt",
  confusionCaption: (set) => `Gemessen an ${set}. Zeilen: die richtige Klasse. Spalten: die Antwort des Prompts.`,
  right: "richtig",
  rightLabel: "Richtige Klasse",
  recall: "gefunden",
  prompt: "Der abgestimmte Prompt",
  promptHint: "[IHR TEXT] steht, wo der einzuordnende Text hinkommt.",
  export: "Mitnehmen",
  exportWhat: "Was gezeigt wird",
  fragmentOnly: "Nur der gemeinsame Teil",
  fragmentHint: "Darf veröffentlicht werden: Keines Ihrer Beispiele ist darin; das wird bei jeder Datei noch einmal geprüft.",
  withDemonstrations: "Mit meinen Demonstrationen",
  demonstrationsHint:
    "Der Prompt, wie er gemessen wurde. Er enthält private Beispiele von Ihnen: Er wird auf diesem Gerät gespeichert und nirgendwohin gesendet. Nicht veröffentlichen.",
  format: "Format",
  formats: {
    text: "Reiner Text",
    messages: "Chat-Nachrichten (JSON)",
    "messages-lines": "Chat-Nachrichten (JSON Lines)",
    promptfoo: "promptfoo-Konfiguration",
    dotprompt: "dotprompt",
    prompty: "Prompty",
    dspy: "Zustand eines DSPy-Programms",
    typescript: "TypeScript",
    python: "Python",
    curl: "Shell-Skript mit curl",
    manifest: "Protokoll des Laufs (JSON)",
  },
  chooseFirst: "Wählen Sie zuerst, was gezeigt wird.",
  download: "Herunterladen",
  saved: (fileName) => `Gespeichert: ${fileName}`,
  savedPrivate: (fileName) => `Gespeichert: ${fileName}. Die Datei enthält private Beispiele.`,
  privateWords: "Nicht exportiert. Diese Wörter Ihrer privaten Beispiele stehen darin:",
  notExpressible: (mark) =>
    `Dieses Format kann den Prompt nicht unverändert aufnehmen: Es würde „${mark}“ als eigenes Zeichen lesen. Wählen Sie ein anderes.`,
  offsets: "Korrektur je Klasse",
  offsetsHint:
    "Von der Log-Wahrscheinlichkeit der Klasse abziehen, bevor die größte genommen wird. Dafür muss das Modell die Log-Wahrscheinlichkeiten der Klassen angeben; sonst gelten die Werte „ohne Korrektur“.",
  copy: "Kopieren",
  copied: "Kopiert",
  copyRefused: "Der Browser hat es nicht erlaubt. Markieren und kopieren Sie den Text selbst.",
  placeholder: "[IHR TEXT]",
  placeholder2: "[IHR ZWEITER TEXT]",
  try: "An einem Text ausprobieren",
  tryHint:
    "Fragt Ihr Sprachmodell zweimal: mit dem Anfangsprompt und mit dem abgestimmten. Diese zwei Anfragen kommen zum Budget oben hinzu.",
  tryOther:
    "Es antwortet das oben gewählte Modell. Ist es ein anderes als das, mit dem dieser Prompt optimiert wurde, bleibt die Korrektur je Klasse weg: Sie gehört zu jenem.",
  tryText: "Text",
  tryText2: "Zweiter Text",
  tryButton: "Ausprobieren",
  trying: "Wird gefragt …",
};
