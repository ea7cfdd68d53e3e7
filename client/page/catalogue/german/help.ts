// The help page in German: an entry for every refusal of the aggregator and every failure of a language model.

export const refusalsDe: Readonly<Record<string, string>> = {
  malformed: "Die Nachricht ist kein gültiges JSON oder hat ein fehlendes, überzähliges oder falsches Feld. Laden Sie die Seite neu.",
  "wrong-version": "Diese Seite spricht eine andere Protokollversion als der Aggregator. Laden Sie sie neu.",
  "token-in-query": "Ein Token darf nie in der Adresse stehen. Senden Sie es im Kopf „Authorization“.",
  "wrong-shape": "Der Beitrag passt nicht zu den Plätzen der Aufgabe.",
  "wrong-model": "Für diese Aufgabe ist ein anderes Sprachmodell vorgeschrieben. Wählen Sie das Modell, das die Aufgabe nennt.",
  "out-of-range": "Eine Zahl ist nicht endlich oder liegt außerhalb ihrer Grenzen.",
  "asks-without-learning":
    "Die Einstellungen dieser Aufgabe lassen sie nach Beispielen fragen, ohne aus den Antworten zu lernen. Es wurde nichts gesendet. Der Eigentümer muss sie neu anlegen.",
  unauthorised: "Der Zugang fehlt, ist unbekannt oder widerrufen. Bitten Sie den Eigentümer um eine neue Einladung.",
  "create-key-needed":
    "Hier Aufgaben anzulegen verlangt den Schlüssel dessen, der den Aggregator betreibt. Geben Sie ihn ein, oder bitten Sie darum.",
  forbidden: "Dieser Zugang erlaubt das nicht.",
  "invite-spent": "Die Einladung ist aufgebraucht. Bitten Sie den Eigentümer um eine neue.",
  "wrong-origin": "Der Eigentümer der Aufgabe hat Seiten dieser Adresse nicht zugelassen.",
  "unknown-task": "Diese Aufgabe gibt es hier nicht. Prüfen Sie den Link.",
  "not-found": "Unter dieser Adresse gibt es nichts.",
  "unknown-invite": "Diese Einladung gibt es nicht mehr. Laden Sie die Liste der Einladungen neu.",
  "unknown-version": "Diese Version gibt es nicht mehr. Laden Sie die Liste der Versionen neu.",
  unpublished: "Der Eigentümer der Aufgabe hat noch keinen Prompt veröffentlicht.",
  unsound:
    "Der Aggregator hat etwas gesendet, das nicht stimmen kann. Nichts davon wurde verwendet, und der Teilnehmer hat angehalten. Sagen Sie es dem, der den Aggregator betreibt.",
  damaged:
    "Was von dieser Aufgabe gespeichert ist, ist beschädigt und lässt sich nicht wiederherstellen. Nichts wird geraten oder überschrieben; wer den Aggregator betreibt, muss es aus einer Sicherung zurückholen.",
  "too-many-tasks":
    "Aus Ihrem Netz wurden heute so viele Aufgaben angelegt, dass keine weitere angenommen wird. Versuchen Sie es morgen wieder, oder bitten Sie um einen Schlüssel.",
  "too-many-invites": "Die Aufgabe hat so viele Einladungen, wie sie haben darf. Widerrufen Sie, was nicht gebraucht wird.",
  "unknown-viewer": "Diesen Zuschauer gibt es nicht mehr. Laden Sie die Liste der Zuschauer neu.",
  "too-many-viewers": "Die Aufgabe hat so viele Zuschauer, wie sie haben darf. Widerrufen Sie, wer nicht mehr zusehen soll.",
  "unknown-participant": "Der Aggregator kennt diesen Teilnehmer nicht. Treten Sie mit der Einladung neu bei.",
  "wrong-epoch":
    "Ein anderer Tab oder ein anderes Gerät hat als dieser Teilnehmer weitergemacht. Die Seite holt den Stand und macht weiter.",
  "already-merged": "Dieser Beitrag wurde schon vor längerer Zeit aufgenommen. Die Seite holt den Stand und macht weiter.",
  conflict: "Unter dieser Nummer wurde ein anderer Beitrag aufgenommen. Die Seite holt den Stand und macht weiter.",
  "sequence-gap": "Ein früherer Beitrag fehlt. Die Seite holt den Stand und sendet von dort an neu.",
  "unknown-base": "Der Beitrag beruht auf einem Stand, den der Aggregator nicht mehr hat. Die Seite holt den neuen und macht weiter.",
  "wrong-round": "Es läuft eine andere Runde der Abstimmung. Die Seite holt den Stand und stimmt in dieser Runde ab.",
  "already-voted": "Dieser Teilnehmer hat in dieser Runde schon abgestimmt. Die erste Stimme zählt.",
  paused: "Der Eigentümer hat die Aufgabe angehalten. Nichts ist verloren; die Seite versucht es weiter.",
  closed: "Der Eigentümer hat die Aufgabe geschlossen. Der abgestimmte Prompt ist weiter lesbar.",
  full: "Die Aufgabe hat so viele Teilnehmer, wie sie haben darf.",
  "too-large": "Die Nachricht ist größer als erlaubt.",
  "too-slow": "Die Anfrage brauchte zu lange. Versuchen Sie es mit einer besseren Verbindung.",
  "unsupported-encoding": "Senden Sie einfaches JSON: Komprimierte Inhalte werden nicht angenommen.",
  "upgrade-needed": "Diese Adresse spricht nur WebSocket.",
  "confirmation-needed":
    "Eine Aufgabe zu löschen lässt sich nicht rückgängig machen. Wiederholen Sie die Anfrage mit dem Kopf „X-Confirm-Delete“ und der Kennung der Aufgabe.",
  "too-many": "Zu viele Nachrichten in kurzer Zeit. Die Seite wird langsamer und versucht es weiter.",
  overloaded: "Der Aggregator ist ausgelastet. Nichts ist verloren; die Seite versucht es weiter.",
  internal: "Der Aggregator ist ausgefallen. Bestätigtes ist nicht verloren; die Seite versucht es weiter.",
};

export const modelFailuresDe: Readonly<Record<string, string>> = {
  offline: "Dieses Gerät ist offline. Verbinden Sie es mit dem Netz; es geht von selbst weiter.",
  dns: "Der Name des Endpunkts ist nicht bekannt. Prüfen Sie die Adresse auf Tippfehler.",
  refused: "Unter dieser Adresse antwortet nichts. Starten Sie den Server oder prüfen Sie Rechner und Port.",
  tls: "Es kam keine sichere Verbindung zustande. Prüfen Sie das Zertifikat, oder nehmen Sie http:// für einen Server auf diesem Rechner.",
  unreachable:
    "Der Endpunkt ist nicht erreichbar. Prüfen Sie Adresse und Netz; auch eine Richtlinie oder eine Erweiterung kann ihn sperren.",
  cors: "Der Endpunkt antwortet, erlaubt aber keine Aufrufe von dieser Seite. Erlauben Sie dort deren Adresse, oder nehmen Sie einen Anbieter, der Browser zulässt.",
  "mixed-content":
    "Eine https://-Seite darf keine http://-Adresse aufrufen. Nehmen Sie eine https://-Adresse oder einen Server auf diesem Rechner.",
  "local-network": "Der Browser lässt diese Seite nicht ins lokale Netz. Erlauben Sie es ihr, dann versuchen Sie es erneut.",
  timeout: "Der Endpunkt hat nicht rechtzeitig geantwortet. Versuchen Sie es erneut, oder nehmen Sie ein schnelleres Modell.",
  redirected:
    "Der Endpunkt hat die Anfrage weitergeleitet. Geben Sie die endgültige Adresse ein; ein Schlüssel folgt keiner Weiterleitung.",
  unauthorised: "Der Endpunkt nimmt den Schlüssel nicht an. Prüfen Sie Schlüssel und Anbieter.",
  forbidden:
    "Der Schlüssel darf dieses Modell oder diesen Endpunkt nicht benutzen. Prüfen Sie Rechte, Region und Projekt und die Datenschutz-Einstellungen des Kontos.",
  quota: "Kontingent oder Guthaben des Kontos ist verbraucht. Laden Sie es auf oder warten Sie, dann starten Sie neu.",
  "rate-limited": "Der Endpunkt bittet um weniger Anfragen. Warten Sie.",
  "long-wait":
    "Der Endpunkt verlangt eine längere Pause, als jemand ungefragt warten sollte. Starten Sie wieder, wenn sie vorbei ist, oder nehmen Sie ein anderes Modell; nichts ist verloren.",
  "model-not-found": "Der Endpunkt kennt dieses Modell nicht. Prüfen Sie den Namen.",
  "not-found": "Der Endpunkt kennt diesen Weg nicht. Prüfen Sie Anbieter und Adresse; sie endet meist auf /v1.",
  "bad-request":
    "Der Endpunkt lehnt die Form der Anfrage ab. Wählen Sie den Anbieter, zu dem er gehört, oder eine andere Form des Prompts.",
  "text-refused":
    "Der Endpunkt beantwortet diesen Text nicht, andere aber schon. Lassen Sie das Beispiel weg, oder nehmen Sie ein Modell, dessen Filter es durchlässt.",
  "too-large": "Der Prompt ist für dieses Modell zu lang. Zeigen Sie weniger Beispiele, oder nehmen Sie ein Modell mit größerem Kontext.",
  "server-error": "Der Endpunkt hat versagt. Versuchen Sie es später.",
  "not-json": "Statt JSON kam eine Webseite. Prüfen Sie die Adresse; vielleicht antwortet eine Anmeldeseite oder ein Proxy.",
  "malformed-answer": "Die Antwort ist nicht lesbar. Wählen Sie den Anbieter, zu dem der Endpunkt gehört; stimmt er, melden Sie es uns.",
  "no-logprobs": "Der Endpunkt liefert keine Klassen-Wahrscheinlichkeiten. Erlauben Sie gezogene oder einzelne Antworten.",
  thinking:
    "Das Modell denkt, bevor es antwortet; sein erstes Token ist keine Klasse. Schalten Sie das Denken ab, oder nehmen Sie ein anderes.",
  "no-label":
    "Keine der Antworten enthält eine der Klassen. Schalten Sie das Nachdenken des Modells ab, wählen Sie einen anderen Anbieter oder eine andere Form des Prompts, oder nehmen Sie ein anderes Modell.",
  "no-answer": "Das Modell gab keine Antwort in Worten. Versuchen Sie es erneut, oder nehmen Sie ein anderes.",
  "label-overlap":
    "Klassen beginnen mit demselben Token, und die Antwort zeigt nicht, welche gemeint ist. Wählen Sie Wörter, die verschieden beginnen, oder erlauben Sie Antworten in Worten.",
  "label-boundary": "Eine Klasse beginnt nach dem Prompt nicht an einer Tokengrenze. Wählen Sie ein anderes Wort für sie.",
  "circuit-open":
    "Der Endpunkt versagte mehrmals nacheinander und wird eine Weile in Ruhe gelassen. Warten Sie, oder sehen Sie beim Anbieter nach.",
  "budget-queries": "Das Budget an Anfragen reicht nicht. Erhöhen Sie es, um weiterzumachen.",
  "budget-key":
    "Die Anfragen, die mit diesem Schlüssel erlaubt waren, sind verbraucht. Erlauben Sie weitere oder zählen Sie neu, um weiterzumachen.",
  "budget-tokens": "Das Budget an Token ist verbraucht. Erhöhen Sie es, um weiterzumachen.",
  "budget-money": "Das Budget an Geld ist verbraucht. Erhöhen Sie es, um weiterzumachen.",
  "budget-time": "Das Budget an Zeit ist verbraucht. Erhöhen Sie es, um weiterzumachen.",
  "price-unknown": "Ein Budget an Geld braucht die Preise des Modells. Geben Sie sie ein, oder setzen Sie ein Budget an Anfragen.",
  "invalid-settings": "Die Einstellungen des Sprachmodells sind nicht gültig. Berichtigen Sie sie.",
};
