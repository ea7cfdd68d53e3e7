// Jeder Satz der Seite auf Deutsch.

import type { StorageState } from "../../../participant/session/worker-api.ts";
import type { Messages } from "../english/english.ts";
import { figuresIn } from "../figures.ts";
import { examplesDe, modelDe } from "./choosing.ts";
import { embedDe } from "./embed.ts";
import { exportRunDe } from "./export-run.ts";
import { modelFailuresDe, refusalsDe } from "./help.ts";
import { importingDe } from "./importing.ts";
import { liveDe, resultDe, runDe } from "./running.ts";
import { runsDe } from "./runs.ts";
import { spendingDe } from "./spending.ts";
import { verdictDe } from "./verdict.ts";

const { fine, n, percent } = figuresIn("de");

export const de: Messages = {
  code: "de",
  number: (value) => n.format(value),
  percent,
  fine,
  frame: {
    skip: "Zum Inhalt",
    newTask: "Neue Aufgabe",
    alone: "Allein abstimmen",
    help: "Hilfe",
    theme: "Darstellung",
    themes: { auto: "Auto", light: "Hell", dark: "Dunkel" },
    language: "Sprache",
    partMissing:
      "Ein Teil dieser Seite ließ sich nicht laden; vielleicht wurde sie inzwischen erneuert. Laden Sie sie neu: Was gespeichert ist, geht nicht verloren.",
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
    demoAgain: "Noch einmal",
    demoClose: "Vorführung schließen",
    demoEnd: "Was dabei herauskam",
    demoBest: (i) => `Der Prompt von Teilnehmer ${i}, der am meisten gewonnen hat`,
    demoKept: (i) => `Teilnehmer ${i} hat am meisten gewonnen: mit dem Startprompt, aber mit kalibrierten Antworten`,
    demoMended: "Fehler des Startprompts, die nun behoben sind",
    demoText: "Text",
    demoStartAnswer: "Startprompt",
    demoTunedAnswer: "Jetzt",
    participant: (i) => `Teilnehmer ${i}`,
    slow: "langsam",
    away: "abwesend",
    how: "So geht es",
    steps: [
      ["Einladung öffnen", "Keine Installation, kein Konto. Datei mit Beispielen ablegen oder die Beispieldaten nehmen."],
      ["Sprachmodell wählen", "Das eines Anbieters mit eigenem Schlüssel, eines auf Ihrem Server oder in diesem Tab, oder das simulierte."],
      [
        "Start drücken",
        "Zusehen, wie der beste Prompt den Startprompt hinter sich lässt. Anhalten, neu laden, morgen wiederkommen. Den besseren Prompt kopieren.",
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
    startsOver:
      "Ein anderes Modell oder andere Beispiele beginnen einen neuen Lauf. Dieser bleibt unter „Läufe“ erhalten, und was Sie beigetragen haben, auch.",
    phase: { open: "offen", paused: "vom Eigentümer angehalten", closed: "vom Eigentümer geschlossen" },
    phaseNote: { paused: "Der Eigentümer hat diese Aufgabe angehalten.", closed: "Der Eigentümer hat diese Aufgabe geschlossen." },
  },
  examples: examplesDe,
  importing: importingDe,
  model: modelDe,
  run: runDe,
  live: liveDe,
  result: resultDe,
  spending: spendingDe,
  verdict: verdictDe,
  runs: runsDe,
  exportRun: exportRunDe,
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
    endpointSays: (words) => `Der Endpunkt schreibt: „${words}“.`,
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
      "person-needed":
        "Die Seite eines Partners wollte einen Lauf beginnen. Das entscheiden Sie: Drücken Sie hier auf „Start“, wenn Sie einen möchten.",
      "no-run": "Diesen Lauf bewahrt der Browser nicht mehr auf. Laden Sie die Seite neu, um die vorhandenen zu sehen.",
      "run-running": "Dieser Lauf ist noch im Gange. Halten Sie ihn an, dann können Sie ihn löschen.",
      "run-not-deleted":
        "Der Browser hat den Lauf nicht gelöscht: Vielleicht ist sein Speicher ausgefallen. Laden Sie die Seite neu und versuchen Sie es noch einmal.",
      "undo-over": "Die zehn Sekunden, in denen sich das rückgängig machen ließ, sind vorbei.",
      internal: "In dieser Seite ist etwas Unerwartetes geschehen. Laden Sie sie neu; Gespeichertes ist nicht verloren.",
    },
    refusals: refusalsDe,
    models: modelFailuresDe,
  },
  embed: embedDe,
  notFound: { title: "Hier ist nichts", text: "Prüfen Sie die Adresse oder beginnen Sie von vorn.", home: "Zum Start" },
  moreHelp: "Was tun",
};
