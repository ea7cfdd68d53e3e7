// The result of anything that may fail as expected: a value, because an error thrown in the Web Worker loses its code on the way to the
// page.

/** Expected failures are values: a thrown error would lose its code on the way between worker and page. */
export type Outcome<T = null> =
  | { readonly type: "done"; readonly value: T }
  | { readonly type: "failed"; readonly code: string; readonly message: string };

export const done: Outcome = { type: "done", value: null };

export const failed = (code: string, message: string): { type: "failed"; code: string; message: string } => ({
  type: "failed",
  code,
  message,
});
