// The German sentences for partners and for people on partners' pages.

import type { embedEn } from "../english/embed.ts";
import { figuresIn } from "../figures.ts";

const { count } = figuresIn("de");

export const embedDe: typeof embedEn = {
  title: "Hier teilnehmen?",
  who: (aggregator, site) =>
    `Dieses Feld gehört nicht zu ${site}. Es kommt von ${aggregator}; wer das betreibt, betreibt auch den Aggregator dieser Aufgabe.`,
  leaves: (aggregator, site) => [
    `Ihre Beispiele und Ihr Schlüssel bleiben in diesem Feld: weder ${site} noch ${aggregator} erhält sie. Nur das Sprachmodell, das Sie wählen, sieht Beispiele, in den Prompts.`,
    `${aggregator} erfährt, welche gemeinsamen Formulierungen mit welchem Verlust probiert wurden, wie viele Antworten richtig waren, wie viele Anfragen das kostete und wann. Wie jeder Server sieht es Ihre Netzadresse.`,
    `${site} erfährt, dass Sie teilnehmen, wie weit der Lauf ist und wann er endet. Kein Beispiel, keinen Prompt, kein Ergebnis. Beispiele, die ${site} diesem Feld übergibt, hat es ohnehin.`,
    "Nichts beginnt, bevor Sie zustimmen. Sie können jederzeit aufhören und hier alles löschen.",
  ],
  agree: "Zustimmen und weiter",
  decline: "Nein, danke",
  declined: "Sie haben nicht zugestimmt. Nichts wurde begonnen, nichts gesendet.",
  wrongAttribute: (name) => `Die Seite bindet dieses Feld falsch ein: sein Attribut „${name}“ ist nicht brauchbar.`,
  servedBy: (aggregator) => `Von ${aggregator}. Wer dieses Feld ausliefert, könnte seinen Code ändern.`,
  storageBlocked:
    "Dieser Browser lässt ein Feld auf einer fremden Seite nichts behalten. Sie können teilnehmen, aber mit diesem Besuch ist alles vergessen.",
  offer: (site, examples) => `${site} bietet ${count(examples, "Beispiel", "Beispiele")} an, um sie zu Ihren hinzuzufügen.`,
  offerHint:
    "Wenn Sie zustimmen, kommen die hinzu, die Sie noch nicht haben, und der nächste Lauf beginnt von vorn. Ihre eigenen bleiben, wie sie sind. Die Seite erfährt nicht, welche davon Sie schon hatten.",
  acceptOffer: "Hinzufügen",
  declineOffer: "Nein, danke",
  pageTitle: "Eine Aufgabe einbetten",
  pageLead:
    "Für Seiten, deren Besucher teilnehmen sollen, oder die mit eigenen Beispielen teilnehmen. Zuvor trägt der Eigentümer der Aufgabe die Seite ein.",
  link: "Einladungslink",
  linkHint: "Vom Eigentümer der Aufgabe. Wer Ihre Seite lesen kann, kann die Einladung darin lesen.",
  noLink: "Das ist kein Einladungslink dieses Aggregators.",
  mode: "Wie",
  isolated: "Ein Feld für Besucher: Ihre Seite kommt an deren Beispiele und Schlüssel nicht heran",
  inPage: "In Ihrer Seite: Sie haben die Beispiele, kein Feld wird gezeigt",
  pin: "Diese Version festhalten und ihre Prüfsumme prüfen",
  pinHint: "Eine festgehaltene Datei ändert sich nie. Ohne das nimmt Ihre Seite die neueste Version, Minuten nach deren Erscheinen.",
  snippet: "Das kommt auf Ihre Seite",
  policy: "Hat Ihre Seite eine Content-Security-Policy, braucht sie diese Quellen",
  policyModel: "und unter connect-src die Adresse des Sprachmodells.",
  more: "Mehr in docs/embedding.md im Quelltext.",
  sites: "Partnerseiten",
  sitesHint:
    "Seiten, die diese Aufgabe in einem Rahmen zeigen oder von ihren Seiten aus teilnehmen dürfen. Ein genauer Ursprung je Zeile, etwa https://example.org.",
  saveSites: "Liste sichern",
  wrongSites: (lines) => `Nichts wurde gesichert. Kein genauer Ursprung wie https://example.org, ohne Pfad: ${lines.join(", ")}`,
  savedSites: "Gesichert. Seiten, die nicht mehr in der Liste stehen, werden getrennt.",
};
