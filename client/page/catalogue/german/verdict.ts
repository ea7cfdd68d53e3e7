// The verdict on a run, in German.

import type { verdictEn } from "../english/verdict.ts";
import { figuresIn } from "../figures.ts";

const { n, count } = figuresIn("de");
const SETS = { test: "Testbeispiele", validation: "Validierungsbeispiele" } as const;

export const verdictDe: typeof verdictEn = {
  better: "Ein besserer Prompt",
  calibratedSame: "Derselbe Prompt, mit kalibrierten Antworten",
  calibratedOther: "Eingefügt nicht besser, mit kalibrierten Antworten schon",
  calibratedWorse: "Eingefügt schlechter: nur mit kalibrierten Antworten besser",
  pasteTheStart: "Wenn Sie Prompts einfügen, bleiben Sie beim Ausgangsprompt: Eingefügt beantwortet er mehr dieser Beispiele richtig.",
  nothing: "Nichts Besseres gefunden",
  from: (from, to, set) => `${from} → ${to} der ${SETS[set]} richtig, so wie man ihn einfügt`,
  stays: (share, set) => `${share} der ${SETS[set]} richtig, so wie man ihn einfügt: wie vorher`,
  kept: "Kein anderer Prompt war auf Ihren Trainings- und Validierungsbeispielen besser, also blieb der Ausgangsprompt.",
  paired: (rows, gained, lost) =>
    `Von ${count(rows, "Beispiel", "Beispielen")} beantwortet er ${n.format(gained)} richtig, die der Ausgangsprompt falsch beantwortet, und ${n.format(lost)} falsch, die der Ausgangsprompt richtig beantwortet.`,
  alike: (rows) => `Er liegt bei denselben der ${count(rows, "Beispiel", "Beispiele")} richtig wie der Ausgangsprompt.`,
  beyondChance: "Das ist mehr als Zufall.",
  mayBeChance: "Bei so wenigen Beispielen kann das Zufall sein.",
  expect: (low, high) => `Bei weiteren Texten dieser Art sind ${low} bis ${high} zu erwarten.`,
  flattered:
    "Diese Beispiele haben den Prompt mit ausgesucht, das schmeichelt ihm: Fügen Sie Testbeispiele für eine Zahl hinzu, die das nicht tut.",
  withProbabilities: "Mit Wahrscheinlichkeiten der Klassen",
  withProbabilitiesHint:
    "Das braucht einen Endpunkt, der die Wahrscheinlichkeit jeder Klasse angibt; die Exporte für TypeScript und Python fragen danach und wenden die Korrektur an.",
  sharedPart: "Der gemeinsame Teil allein",
  sharedPartHint: "Er enthält keines Ihrer Beispiele und ist das, was veröffentlicht wird.",
  noRows: "Es gab keine Beispiele, an denen sich der Prompt messen ließe: Fügen Sie welche für Validierung und Test hinzu.",
  notAnswered: "Der Lauf endete, bevor eines Ihrer Validierungs- oder Testbeispiele beantwortet war. Es wurde also nichts gemessen.",
  sampled: (asked, of) => `Gemessen an ${n.format(asked)} Ihrer ${n.format(of)} Testbeispiele, zufällig gezogen.`,
  bestSoFar: "Der Prompt unten ist der bisher aussichtsreichste: Probieren Sie ihn aus, bevor Sie ihn benutzen.",
};
