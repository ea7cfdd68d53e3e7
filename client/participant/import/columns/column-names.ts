// The names that people and tools give to the columns of texts and labels, the likeliest first.

export const TEXT_NAMES = [
  "text",
  "sentence",
  "sentence1",
  "message",
  "messages.user",
  "conversations.user",
  "contents.user",
  "input",
  "inputs",
  "prompt",
  "question",
  "question1",
  "premise",
  "query",
  "utterance",
  "review",
  "comment",
  "tweet",
  "content",
  "body",
  "data",
  "document",
  "sms",
  "source",
  "row_data",
  "textcontent",
  "text_content",
  "description",
  "raw",
  "v2",
  "nachricht",
  "satz",
];
export const TEXT2_NAMES = ["text2", "sentence2", "question2", "hypothesis", "text_b", "text_pair"];
export const LABEL_NAMES = [
  "label",
  "labels",
  "gold",
  "gold_label",
  "true_label",
  "annotation",
  "class",
  "category",
  "cats",
  "accept",
  "messages.assistant",
  "conversations.assistant",
  "contents.assistant",
  "target",
  "output",
  "outputs",
  "answer",
  "intent",
  "sentiment",
  "topic",
  "choice",
  "expected",
  "__expected",
  "assert.value",
  "ideal",
  "completion",
  "reference",
  "class_name",
  "class-name",
  "displayname",
  "tag",
  "v1",
  "klasse",
  "kategorie",
];

/** What a model said is not what a person said. */
const OF_A_MODEL = /predict|suggest|model|guess|score|confidence|probab|vorhersage/i;
/** What a person said. */
const OF_A_PERSON = /gold|true|human|annotat|response|review|expert/i;

/**
 * 1 for the likeliest name, falling with the list, 0 for a name not on it. What holds the field (`vars.`, `data.`, `row.`) does not count.
 */
export function byName(name: string | undefined, names: readonly string[]): number {
  const key = (name ?? "").trim().toLowerCase();
  const places = [key, key.replace(/\.(?:responses?|value|choices?|label|name)$/, ""), key.replace(/^.*\./, "")].map((form) =>
    names.indexOf(form),
  );
  const found = places.filter((place) => place >= 0);
  return found.length === 0 ? 0 : 1 - Math.min(...found) / (2 * names.length);
}

/** Below 0 where a model wrote the column, above where a person did: enough to decide between columns that both hold labels. */
export function byAuthor(name: string | undefined): number {
  return (OF_A_PERSON.test(name ?? "") ? 0.2 : 0) - (OF_A_MODEL.test(name ?? "") ? 1.2 : 0);
}
