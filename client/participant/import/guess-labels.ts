// Which label of the task one that is none of them probably means. A guess: the person sees it and may change it.

/** The one label that fits by the strictest rule by which any fits; undefined where none does, or several. */
export function guessLabel(written: string, labels: readonly string[]): string | undefined {
  const asked = formOf(written);
  const candidates = labels
    .map((label) => ({ label, form: formOf(label) }))
    .filter(({ form }) => form.negated === asked.negated && !opposite(asked, form));
  for (const fits of RULES) {
    const found = candidates.filter(({ form }) => fits(asked, form));
    if (found.length === 1) return found[0]?.label;
    if (found.length > 1) return undefined;
  }
  return truthOf(written, labels);
}

interface Form {
  /** Without marks above letters, in lower case. */
  readonly words: readonly string[];
  /** The words without what parts them. */
  readonly letters: string;
  readonly negated: boolean;
}

/** Words that turn the meaning of what follows. */
const NEGATIONS = new Set("not no non none never without false anti kein keine nicht ohne pas sans sin".split(" "));
const PREFIXES = ["un", "in", "im", "ir", "il", "non", "dis", "anti", "mis", "a"];

function formOf(label: string): Form {
  const plain = label
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/([\p{L}])(\p{N})|(\p{N})(\p{L})/gu, "$1$3 $2$4");
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  // Labels of signs alone are compared as they stand.
  const letters = words.join("") || plain.trim();
  return { words, letters, negated: words.length > 1 && words.some((word) => NEGATIONS.has(word)) };
}

function opposite(a: Form, b: Form): boolean {
  return PREFIXES.some((prefix) => a.letters === prefix + b.letters || b.letters === prefix + a.letters);
}

const RULES: readonly ((asked: Form, label: Form) => boolean)[] = [
  (asked, label) => asked.letters === label.letters,
  // `LABEL_1` and 1, `5 stars` and 5, `billing question` and billing.
  (asked, label) => label.words.length > 0 && label.words.every((word) => asked.words.includes(word)),
  // `neg` and negative, `tech support` and technical.
  (asked, label) => asked.letters.length >= 3 && beginsAlike(asked.letters, label.letters),
  (asked, label) => asked.words.some((word) => label.words.some((other) => word.length >= 4 && beginsAlike(word, other))),
  (asked, label) => isNumber(asked) === isNumber(label) && distance(asked.letters, label.letters) <= allowedDistance(asked, label),
  // `acct` and account.
  (asked, label) => asked.letters.length >= 3 && asked.letters[0] === label.letters[0] && isSubsequence(asked.letters, label.letters),
];

function beginsAlike(a: string, b: string): boolean {
  return b.length >= 3 && (a.startsWith(b) || b.startsWith(a));
}

function isNumber({ letters }: Form): boolean {
  return /^\p{N}*$/u.test(letters);
}

/** One slip in four letters, two in seven; none in numbers. */
function allowedDistance(asked: Form, label: Form): number {
  const length = Math.min(asked.letters.length, label.letters.length);
  return isNumber(asked) || length < 4 ? -1 : length < 7 ? 1 : 2;
}

/** Of Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}

function isSubsequence(short: string, long: string): boolean {
  let at = 0;
  for (const c of long) if (c === short[at]) at++;
  return at === short.length;
}

const TRUE = new Set("true t yes y 1 ja wahr oui vrai si".split(" "));
const FALSE = new Set("false f no n 0 nein falsch non faux".split(" "));

/** Between two labels that say yes and no in other words. */
function truthOf(written: string, labels: readonly string[]): string | undefined {
  const word = written.trim().toLowerCase();
  const side = [TRUE, FALSE].find((words) => words.has(word));
  const yes = labels.filter((label) => TRUE.has(label.trim().toLowerCase()));
  const no = labels.filter((label) => FALSE.has(label.trim().toLowerCase()));
  if (labels.length !== 2 || yes.length !== 1 || no.length !== 1) return undefined;
  return side === TRUE ? yes[0] : side === FALSE ? no[0] : undefined;
}
