// The little YAML that exports need: JSON is YAML, so values are written as JSON and only comments and block texts are not.

export function yamlComments(notes: readonly string[]): string {
  return notes.map((note) => `# ${note}\n`).join("");
}

/** A string, number, list or mapping on one line. */
export function yamlValue(value: unknown): string {
  return JSON.stringify(value);
}

/** A text of several lines that does not begin with white space, kept as it is; `indent` spaces before each line. */
export function yamlBlock(text: string, indent: number): string {
  const space = " ".repeat(indent);
  return `|-\n${text
    .split("\n")
    .map((line) => `${space}${line}`)
    .join("\n")}`;
}
