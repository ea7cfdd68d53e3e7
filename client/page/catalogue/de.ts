// Jeder Satz der Seite auf Deutsch.

import type { Activity, LayoutTrial, ProblemCode, StorageState } from "../../participant/worker-api.ts";
import { embedDe } from "./embed-de.ts";
import type { Messages } from "./en.ts";
import { modelFailuresDe, refusalsDe } from "./help-de.ts";

const n = new Intl.NumberFormat("de");
const count = (amount: number, one: string, many: string): string => `${n.format(amount)} ${amount === 1 ? one : many}`;
const percent = (share: number): string => new Intl.NumberFormat("de", { style: "percent", maximumFractionDigits: 1 }).format(share);
const megabytes = (bytes: number): string => `${new Intl.NumberFormat("de", { maximumFractionDigits: 1 }).format(bytes / 1e6)} MB`;
const about = new Intl.NumberFormat("de", { notation: "compact", maximumSignificantDigits: 2 });
const money = (amount: number): string => new Intl.NumberFormat("de", { maximumSignificantDigits: 2 }).format(amount);
const duration = (ms: number): string => {
  if (ms < 90_000) return `${n.format(Math.max(1, Math.round(ms / 1000)))} s`;
  return ms < 5_400_000 ? `${n.format(Math.round(ms / 60_000))} min` : `${n.format(Math.round(ms / 3_600_000))} h`;
};

export const de: Messages = {
  code: "de",
  number: (value) => n.format(value),
  percent,
  frame: {
    skip: "Zum Inhalt",
    newTask: "Neue Aufgabe",
    alone: "Allein abstimmen",
    help: "Hilfe",
    theme: "Darstellung",
    themes: { auto: "Auto", light: "Hell", dark: "Dunkel" },
    language: "Sprache",
    foot: "Wer diese Seite ausliefert, kann ihren Code ändern. Nutzen Sie eine, der Sie vertrauen, oder betreiben Sie Ihre eigene.",
  },
  landing: {
    title: "Gemeinsam einen Prompt verbessern, ohne Beispiele preiszugeben",
    lead: "Mehrere Leute haben beschriftete Beispiele, die sie nicht weitergeben dürfen. Jeder Browser probiert Prompts an den eigenen Beispielen aus, mit dem Sprachmodell, das sein Besitzer gewählt hat. Ein kleiner Aggregator führt zusammen, was sie gelernt haben, sobald es eintrifft. Am Ende haben alle einen besseren Prompt.",
    create: "Aufgabe anlegen",
    alone: "Allein abstimmen",
    demo: "Vorführung",
    demoLead:
      "Drei Teilnehmer mit verschiedenen Beispieldaten, in diesem Tab, an diesem Aggregator. Einer ist langsam, einer geht und kommt wieder.",
    demoStart: "Vorführung starten",
    demoStop: "Beenden",
    demoBusy: "Eine Aufgabe wird angelegt …",
    participant: (i) => `Teilnehmer ${i}`,
    slow: "langsam",
    away: "abwesend",
    how: "So geht es",
    steps: [
      ["Einladung öffnen", "Keine Installation, kein Konto. Datei mit Beispielen ablegen oder die Beispieldaten nehmen."],
      [
        "Sprachmodell wählen",
        "Jeder OpenAI-kompatible Endpunkt mit eigenem Schlüssel, ein Server auf Ihrem Rechner oder das simulierte Modell.",
      ],
      [
        "Start drücken",
        "Der Verlust fällt, die Trefferquote steigt. Anhalten, neu laden, morgen wiederkommen. Den besseren Prompt kopieren.",
      ],
    ],
    picture:
      "Drei Browser, jeder mit privaten Beispielen und eigenem Sprachmodell, senden ausprobierte Prompts und deren Verluste an einen Aggregator und erhalten den Konsens.",
    pictureBrowser: "Ihr Browser",
    pictureExamples: "private Beispiele",
    pictureModel: "Sprachmodell",
    pictureAggregator: "Aggregator",
    pictureUp: "Versuche, Verluste",
    pictureDown: "Konsens",
  },
  promise: {
    title: "Was wo bleibt",
    caption: "Wer was zu sehen bekommt.",
    thing: "Was",
    worker: "Dieser Browser",
    model: "Ihr Sprachmodell",
    aggregator: "Aggregator",
    rows: [
      ["Ihre Beispiele und Demonstrationen, Texte und Klassen", "ja", "ja, in den Prompts", "nie"],
      ["Welche Ihrer Demonstrationen am besten wirken", "ja", "nein", "nie"],
      ["Ihr API-Schlüssel", "im Speicher; abgelegt nur auf Wunsch, verschlüsselt", "ja, als Ausweis", "nie"],
      ["Welche gemeinsamen Sätze und Wörter probiert wurden, ihre Verluste und Anzahlen richtiger Antworten", "ja", "nein", "ja"],
      ["Der abgestimmte gemeinsame Teil des Prompts", "ja", "in den Prompts", "ja"],
      ["Wie viele Validierungsbeispiele richtig waren", "ja", "nein", "nie"],
    ],
    provider: "Der Anbieter des gewählten Sprachmodells sieht Ihre Beispiele, denn die Prompts enthalten sie.",
    trust: "Wer diese Seite ausliefert, kann ihren Code ändern. Das gilt für jede Webseite.",
  },
  join: {
    title: "An einer Aufgabe teilnehmen",
    opening: "Wird geöffnet …",
    noTask: "Diese Adresse nennt keine Aufgabe. Öffnen Sie den Einladungslink, den Sie bekommen haben.",
    alone: "Allein abstimmen",
    aloneLead:
      "Ohne Aggregator: ein Browser stimmt einen Prompt an den eigenen Beispielen ab. Aufgabe einfügen oder die Beispielaufgabe nehmen.",
    aloneSample: "Beispielaufgabe nehmen",
    aloneOpen: "Diese Aufgabe öffnen",
    aloneInvalid: "Das ist keine gültige Aufgabe. „Neue Aufgabe“ prüft eine beim Schreiben und zeigt sie als JSON.",
    elsewhere: "Diese Aufgabe ist schon in einem anderen Tab offen. Zwei Tabs können nicht zugleich ein Teilnehmer sein.",
    taken: "Ein anderer Tab hat übernommen. Nichts ist verloren.",
    takeOver: "Hier weitermachen",
    failed: "Die Aufgabe konnte nicht geöffnet werden.",
    retry: "Erneut versuchen",
    finishedTitle: (task) => `✓ ${task}`,
    runningTitle: (share, task) => `${percent(share)} · ${task}`,
    labels: "Klassen",
    workerFailed: "Der Hintergrundprozess konnte nicht starten. Eine Inhaltsrichtlinie oder Erweiterung blockiert ihn vielleicht.",
    storage: (state: Extract<StorageState, { type: "memory-only" }>) =>
      `${
        {
          unavailable: "Dieser Browser lässt die Seite nichts aufbewahren (privates Fenster?).",
          blocked: "Ein anderer Tab mit einer anderen Version dieser Seite hält den Speicher. Schließen Sie ihn und laden Sie neu.",
          full: "Der Speicher dieses Browsers ist voll.",
          terminated: "Der Browser hat den Speicher geschlossen.",
          failed: "Der Speicher dieses Browsers ist ausgefallen.",
        }[state.reason]
      } Alles läuft im Arbeitsspeicher weiter: Wird der Tab geschlossen, ist der Fortschritt weg.`,
    simulated:
      "Simuliert: Es antwortet eine feste Formel, kein Sprachmodell. Das zeigt, wie die Abstimmung abläuft; über ein echtes Modell sagen die Zahlen nichts.",
    startsOver: "Andere Beispiele oder ein anderes Modell beginnen von vorn. Was Sie beigetragen haben, bleibt.",
    phase: { open: "offen", paused: "vom Eigentümer angehalten", closed: "vom Eigentümer geschlossen" },
    phaseNote: { paused: "Der Eigentümer hat diese Aufgabe angehalten.", closed: "Der Eigentümer hat diese Aufgabe geschlossen." },
  },
  examples: {
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
    text: "Text",
    text2: "Zweiter Text",
    label: "Klasse",
    noColumn: "keine",
    row: "Zeile",
    counts: (usable, total, duplicates) =>
      `${n.format(usable)} von ${count(total, "Zeile", "Zeilen")} brauchbar${duplicates > 0 ? `, ${count(duplicates, "Dublette", "Dubletten")} weggelassen` : ""}.`,
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
    problem: (code: ProblemCode, row, detail) => {
      const where = row > 0 ? `Zeile ${row}: ` : "";
      const what: Record<ProblemCode, string> = {
        "empty-file": "Es steht nichts darin.",
        "not-text": "Das ist keine Textdatei. Tabellen bitte als CSV speichern.",
        "bad-json": `Kein gültiges JSON (${detail}).`,
        "bad-yaml": `Kein gültiges YAML (${detail}).`,
        "not-a-list": "Die Datei enthält keine Liste von Beispielen.",
        "not-an-object": "Ein Beispiel muss ein Objekt mit Text und Klasse sein.",
        "unclosed-quote": "Ein Anführungszeichen wird nie geschlossen; diese Zeile und was folgt wurde weggelassen.",
        "bad-quotes": "Anführungszeichen mitten in einer Zelle müssen verdoppelt werden.",
        "too-few-cells": `Zu wenige Zellen (${detail}).`,
        "too-many-cells": `Zu viele Zellen (${detail}). Texte mit Kommas gehören in Anführungszeichen.`,
        "too-many-columns": `Mehr als ${detail} verschiedene Felder. Alle Beispiele brauchen dieselben wenigen: Text und Klasse, kein nach der ID benanntes Feld.`,
        "no-text": "Der Text ist leer.",
        "no-label": "Die Klasse ist leer.",
        "unknown-label": `„${detail}“ ist keine Klasse dieser Aufgabe.`,
        "too-long": `Zu groß (${detail}).`,
        "other-label": `Derselbe Text wie in Zeile ${detail}, mit anderer Klasse; der erste bleibt.`,
        "unknown-format": `„${detail}“ ist keine CSV-, TSV-, JSON-, JSON-Lines- oder YAML-Datei.`,
      };
      return where + what[code];
    },
  },
  model: {
    title: "Sprachmodell",
    simulated: "Simuliert",
    simulatedHint: "Eine feste Formel, um den Ablauf zu sehen. Nichts verlässt diesen Browser.",
    http: "OpenAI-kompatibler Endpunkt",
    httpHint: "Ein Anbieter, der Browser zulässt, oder ein Server auf diesem Rechner. Er sieht Ihre Prompts.",
    url: "Adresse",
    urlHint: "endet meist auf /v1",
    name: "Modell",
    key: "API-Schlüssel",
    keyHint: "Bleibt nur im Arbeitsspeicher. Leer für Server ohne Schlüssel.",
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
    inTabHint:
      "Ein GGUF-Modell bis 2 GB läuft in diesem Browser. Vertraulich und kostenlos, aber langsam. Kein Prompt verlässt diesen Tab.",
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
    rung: "Bewertung",
    rungs: {
      exact: "genaue Klassen-Wahrscheinlichkeiten",
      "top-k": "Klassen-Wahrscheinlichkeiten unter den wahrscheinlichsten Token",
      sampled: "Stimmen mehrerer gezogener Antworten",
      text: "eine Antwort, richtig oder falsch",
      simulated: "simuliert",
    },
  },
  run: {
    title: "Budget und Start",
    budget: "Anfragen an das Sprachmodell, höchstens",
    budgetHint: "Wird vor jeder Anfrage geprüft. Eine Anfrage ist ein Prompt mit einem Ihrer Texte.",
    start: "Start",
    resume: "Weiter",
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
    spent: "Was vom Budget übrig ist, reicht für keinen weiteren Schritt. Erhöhen Sie es, um weiterzumachen.",
    needExamples: "Fügen Sie zuerst Beispiele hinzu.",
    of: (used, budget) => `${n.format(used)} von ${n.format(budget)} Anfragen`,
    forecast: {
      title: "Was es brauchen wird",
      queries: "Anfragen",
      queriesOf: (budget, extra) =>
        `höchstens ${n.format(budget)}${extra > 0 ? `, und etwa ${n.format(extra)}, um das Ergebnis zu messen` : ""}`,
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
    },
  },
  live: {
    title: "Verlauf",
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
    loss: "Verlust",
    lossTitle: "Verlust über Anfragen",
    lossMean: "Mittel der Versuche",
    accuracyTitle: "Richtige Antworten der probierten Prompts über Anfragen",
    accuracy: "Anteil richtig auf Trainingszeilen",
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
    providerWait: (seconds) => `Ihr Anbieter bittet, ${count(seconds, "Sekunde", "Sekunden")} zu warten.`,
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
  },
  result: {
    title: "Ergebnis",
    none: "Der abgestimmte Prompt erscheint hier, wenn das Budget keinen weiteren Schritt erlaubt oder Sie „Jetzt abschließen“ drücken.",
    kept: "Der beste gefundene Prompt ist mehr als zufällig schlechter als der erste, also blieb der erste.",
    better: (from, to) => `${from} → ${to} der Testbeispiele richtig`,
    betterValidation: (from, to) => `${from} → ${to} der Validierungsbeispiele richtig`,
    unmeasured: "Es gab keine Beispiele, an denen sich der Prompt messen ließe: Fügen Sie welche für Validierung und Test hinzu.",
    set: "Gemessen an",
    validation: "Ihren Validierungsbeispielen",
    test: "Ihren Testbeispielen",
    baseline: "Anfangsprompt",
    tuned: "Abgestimmter Prompt",
    bare: "Abgestimmt, ohne Korrektur",
    loss: "Verlust",
    interval: "95-%-Bereich",
    meaning: (right, total, low, high) =>
      `Der abgestimmte Prompt lag bei ${n.format(right)} von ${count(total, "Beispiel", "Beispielen")} richtig. Bei weiteren Texten dieser Art sind ${low} bis ${high} zu erwarten.`,
    overlap: "Die Bereiche der beiden Prompts überschneiden sich: Bei so wenigen Beispielen kann ein Teil des Unterschieds Zufall sein.",
    apart: "Die Bereiche der beiden Prompts überschneiden sich nicht: Der Unterschied ist mehr als Zufall.",
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
    placeholder: "[IHR TEXT]",
    placeholder2: "[IHR ZWEITER TEXT]",
    try: "An einem Text ausprobieren",
    tryHint:
      "Fragt Ihr Sprachmodell zweimal: mit dem Anfangsprompt und mit dem abgestimmten. Diese zwei Anfragen kommen zum Budget oben hinzu.",
    tryText: "Text",
    tryText2: "Zweiter Text",
    tryButton: "Ausprobieren",
    trying: "Wird gefragt …",
  },
  owner: {
    own: "Aufgabe (JSON)",
    invalid: "Die Aufgabe ist nicht gültig:",
    invite: "Einladungslink",
    inviteHint: "Für die Teilnehmer. Er wird nur einmal gezeigt.",
    ownerLink: "Ihr Eigentümerlink",
    ownerHint: "Geheim halten. Wer ihn hat, kann die Aufgabe anhalten, schließen und löschen. Er wird nur einmal gezeigt.",
    title: "Ihre Aufgabe",
    noToken: "Diese Adresse enthält keinen Eigentümerlink.",
    pause: "Anhalten",
    reopen: "Öffnen",
    close: "Schließen",
    erase: "Aufgabe löschen",
    erased: "Die Aufgabe wurde gelöscht.",
    iteration: "Iteration",
    merged: "Aufgenommen",
    stale: "Zu alt",
    refused: "Abgelehnt",
    stalenessMean: "Rückstand im Mittel",
    stalenessMax: "Größter Rückstand",
    queries: "Gemeldete Anfragen",
    tokens: "Gemeldete Token",
    disagreement: "Uneinigkeit",
    entropy: "Unentschieden",
    consensus: "Konsens",
  },
  help: {
    title: "Hilfe",
    lead: "Jede Meldung, mit der der Aggregator oder ein Sprachmodell ablehnen kann, und was zu tun ist.",
    aggregator: "Ablehnungen des Aggregators",
    model: "Fehler eines Sprachmodells",
    page: "Fehler dieser Seite",
    code: "Code",
    what: "Was zu tun ist",
    pageCodes: {
      "other-tab": "Ein anderer Tab ist dieser Teilnehmer. Schließen Sie ihn oder drücken Sie „Hier weitermachen“.",
      offline: "Der Aggregator ist nicht erreichbar. Prüfen Sie die Verbindung; nichts geht verloren.",
      "no-examples": "Fügen Sie zuerst Beispiele hinzu.",
      "no-result": "Es gibt noch keinen abgestimmten Prompt. Lassen Sie den Lauf enden, oder drücken Sie „Jetzt abschließen“.",
      "wrong-passphrase": "Die Passphrase öffnet den gespeicherten Schlüssel nicht. Geben Sie ihn neu ein.",
      "key-needed": "Der API-Schlüssel war nur im Arbeitsspeicher oder ist gesperrt. Geben Sie ihn ein oder entsperren Sie ihn.",
      "file-needed": "Die Datei eines Modells im Tab kann nicht gespeichert werden. Wählen Sie sie erneut, dann machen Sie weiter.",
      cancelled: "Sie haben die Verbindung oder den Download beendet. Davon wird nichts aufbewahrt; beginnen Sie neu, wann Sie mögen.",
      examples:
        "Die Beispiele passen nicht zur Aufgabe: Es gibt kein Trainingsbeispiel, oder eines hat eine Klasse, die die Aufgabe nicht kennt. Ersetzen Sie sie.",
      storage:
        "Dieses Gerät konnte seinen Stand nicht speichern: Der Speicher ist voll, oder der Browser verbietet es. Schaffen Sie Platz, dann machen Sie weiter.",
      worker: "Der Worker im Hintergrund konnte nicht starten. Erlauben Sie die Skripte dieser Seite oder aktualisieren Sie den Browser.",
      "not-connected":
        "Der Aggregator hat den Abschied binnen zehn Sekunden nicht gehört. Prüfen Sie die Verbindung und versuchen Sie es erneut.",
      "not-open": "Keine Aufgabe ist offen. Öffnen Sie den Einladungslink.",
      internal: "In dieser Seite ist etwas Unerwartetes geschehen. Laden Sie sie neu; Gespeichertes ist nicht verloren.",
    },
    refusals: refusalsDe,
    models: modelFailuresDe,
  },
  embed: embedDe,
  notFound: { title: "Hier ist nichts", text: "Prüfen Sie die Adresse oder beginnen Sie von vorn.", home: "Zum Start" },
  moreHelp: "Was tun",
};
