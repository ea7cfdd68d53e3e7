// The value of the field that an event comes from.

/** The value of a form control that an event came from. */
export function fieldValue(event: Event): string {
  const { target } = event;
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
    ? target.value
    : "";
}
