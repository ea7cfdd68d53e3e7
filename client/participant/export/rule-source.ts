// The rules by which answers were read, as the source that an exported file holds: the very text of the modules that measured. They import
// types and each other only, so that they can stand together anywhere.

/** Texts of modules. The page's bundler brings them along, the command line reads the files. */
export interface RuleSources {
  /** shared/prompt/answers/label-in-answer.ts */
  readonly labelInAnswer: string;
  /** label-word.ts, token-path.ts and token-masses.ts of client/language-model/scoring */
  readonly tokenMasses: readonly string[];
}

/** A module as a part of another one: nothing is exported, and the words at its head, which are about this repository, are left out. */
export function embeddedRule(source: string): string {
  return source
    .replace(/^(?:\/\/.*\n)+\n/, "")
    .replace(/^import .*\n/gm, "")
    .replace(/^export /gm, "")
    .trim();
}

/** The same in JavaScript. Only the types that these modules write are known here; a test holds the result against a compiler's. */
export function untypedRule(source: string): string {
  return embeddedRule(source)
    .replace(/^(?:\/\*\*.*\*\/\n)?type .*;\n\n?/gm, "")
    .replace(/(?<=[\w)]): (?:string|number|AnswerReading|readonly LabelPattern\[\])(?=[,)]| \{)/g, "");
}
