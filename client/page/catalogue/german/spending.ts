// Die deutschen Sätze über das, was mit einem Schlüssel ausgegeben wurde.

import type { spendingEn } from "../english/spending.ts";
import { figuresIn } from "../figures.ts";

const { about, count, money, n } = figuresIn("de");

export const spendingDe: typeof spendingEn = {
  title: "Mit diesem Schlüssel ausgegeben",
  of: (requests, allowed) => `${n.format(requests)} von ${count(allowed, "Anfrage", "Anfragen")}, die Sie mit diesem Schlüssel erlauben`,
  soFar: (requests) => `bisher ${count(requests, "Anfrage", "Anfragen")} mit diesem Schlüssel`,
  tokens: (tokens) => `${about.format(tokens)} Token`,
  money: (amount) => `etwa ${money(amount)} in der Währung Ihrer Preise`,
  hint: (host) =>
    `Gezählt wird alles, was mit diesem Schlüssel an ${host} ging, auch Verbindungstests, wiederholte Versuche und das Messen des Ergebnisses, über alle Läufe, Aufgaben und Tabs dieses Browsers. Andere Beispiele, ein anderes Modell oder eine andere Aufgabe setzen nichts zurück.`,
  total: (requests, tokens) =>
    `Mit allen Schlüsseln zusammen, insgesamt: ${count(requests, "Anfrage", "Anfragen")}, ${about.format(tokens)} Token.`,
  tooFew: (left) =>
    `Sie erlauben mit diesem Schlüssel noch ${count(left, "Anfrage", "Anfragen")}. Für den ganzen Lauf reicht das nicht: Er würde früher enden oder gar nicht beginnen.`,
  change: "Grenze erhöhen oder neu zählen",
  more: (requests) => `${n.format(requests)} weitere erlauben`,
  moreHint: "So viele, wie ein Lauf mit dem Budget oben höchstens sendet, wiederholte Versuche und das Messen eingeschlossen.",
  anew: "Neu zählen",
  anewHint: "Die Zählung beginnt bei null, und der nächste Lauf bestimmt die Grenze. Auch Grenzen für Token und Kosten zählen dann neu.",
};
