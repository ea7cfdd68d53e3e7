// Which column holds what, as the person sees and changes it.

/** Column indices; null where there is none. */
export interface Mapping {
  readonly text: number;
  /** For pairs of texts. */
  readonly text2: number | null;
  readonly label: number;
  /** Whether the annotator stood by the label: rejected, ignored and skipped rows are left out. */
  readonly verdict: number | null;
}
