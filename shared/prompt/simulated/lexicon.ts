// The simulated learner's whole knowledge of the world: everyday cue words of a few common classes, in families (the tasks that it
// recognises). It was written from common sense before any run. It is far from complete, and frozen under VERSION.

const list = (text: string): readonly string[] => text.split(" ");

export const STOP_WORDS: ReadonlySet<string> = new Set(
  list(
    "a an the and or but of to in on at for with by from as is are was were be been it its this that these those i you he she we they my your his " +
      "her our their not no so if then than too very just can will would could should do does did has have had there here what which who",
  ),
);

/** Words that tell a model how to answer. They raise the label mass and say nothing about the class. */
export const DIRECTIVES: ReadonlySet<string> = new Set(
  list("answer classify choose label respond output write select one word only exactly"),
);

interface Family {
  /** Words that name the task. */
  readonly cues: readonly string[];
  /** The words that point to each concept. The concept's own name is one of them. */
  readonly concepts: Readonly<Record<string, readonly string[]>>;
}

const FAMILIES: readonly Family[] = [
  {
    cues: list("sentiment opinion review feeling tone attitude mood emotion critic judge polarity"),
    concepts: {
      positive: list(
        "positive good great love loved enjoy enjoyed wonderful excellent best happy delight delightful charming superb amazing fun beautiful " +
          "brilliant fresh friendly perfect moving delicious crisp",
      ),
      negative: list(
        "negative bad awful hate hated boring terrible worst poor sad dull mess fail failed waste slow rude dirty broken ugly disappointing " +
          "annoying bland stale clumsy",
      ),
    },
  },
  {
    cues: list("topic news article subject category headline section story about"),
    concepts: {
      world: list("world government war president country minister election treaty border army court protest nation"),
      sports: list("sports game team season coach match player win league goal race champion cup"),
      business: list("business market company profit stock bank sales price shares trade deal investor growth"),
      technology: list("technology software computer internet phone data science chip online space robot research web"),
    },
  },
  {
    cues: list("spam message email sms inbox filter junk"),
    concepts: {
      spam: list("spam free winner prize claim cash offer urgent click guaranteed credit bonus"),
      ham: list("ham meeting home tomorrow dinner thanks later call lunch weekend see"),
    },
  },
  {
    cues: list("customer support ticket request helpdesk department team queue enquiry issue complaint service"),
    concepts: {
      billing: list("billing bill invoice charge charged payment paid pay refund fee card receipt price subscription amount"),
      delivery: list("delivery parcel package courier shipping shipped arrive arrived tracking address driver late warehouse dispatch"),
      account: list("account password login username email profile sign verify locked settings register delete name"),
      technical: list("technical crash crashes error bug app screen freeze freezes update install button loading device restart"),
    },
  },
  {
    cues: list("true question entail fact claim statement"),
    concepts: { yes: list("yes true correct agree indeed"), no: list("no false wrong deny never") },
  },
];

/** Other names of classes that are not among their words. */
const ALIASES: Readonly<Record<string, string>> = {
  sport: "sports",
  tech: "technology",
  "sci/tech": "technology",
  international: "world",
  politics: "world",
  economy: "business",
  companies: "business",
  computers: "technology",
  games: "sports",
  favourable: "positive",
  unfavourable: "negative",
  invoicing: "billing",
  payments: "billing",
  shipment: "delivery",
  logistics: "delivery",
  access: "account",
  bugs: "technical",
  malfunction: "technical",
};

// A word of two families (credit, email) has the sense of the first, but counts for the classes of both.
const conceptByWord = new Map<string, string>();
const wordsByConcept = new Map<string, ReadonlySet<string>>();
const cuesByConcept = new Map<string, ReadonlySet<string>>();
for (const { cues, concepts } of FAMILIES) {
  for (const [concept, words] of Object.entries(concepts)) {
    wordsByConcept.set(concept, new Set(words));
    cuesByConcept.set(concept, new Set(cues));
    for (const word of words) if (!conceptByWord.has(word)) conceptByWord.set(word, concept);
  }
}

/** The concept whose sense a word has. */
export function senseOf(word: string): string | undefined {
  return conceptByWord.get(word);
}

/** The concept of a label word: the one it names, else the one it is a cue of. Of several words, the first that has a concept decides. */
export function conceptOfLabel(label: string): string | undefined {
  const parts = [label, ...label.split(/[^\p{L}\p{N}/]+/u)];
  for (const part of parts) {
    const concept = wordsByConcept.has(part) ? part : (ALIASES[part] ?? conceptByWord.get(part));
    if (concept !== undefined) return concept;
  }
  return undefined;
}

/** The cue words of a concept. */
export function cuesOf(concept: string): ReadonlySet<string> {
  return wordsByConcept.get(concept) ?? new Set();
}

/** The words that name a concept's task. */
export function taskWordsOf(concept: string): ReadonlySet<string> {
  return cuesByConcept.get(concept) ?? new Set();
}
