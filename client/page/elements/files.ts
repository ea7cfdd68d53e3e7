// Files out of the page and text into the clipboard; nothing of it passes a network.

export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/**
 * False where the browser does not allow it. A text that is still being made is handed over as a promise: WebKit lets a page write only in
 * answer to a press, and a press that was waited on counts no more.
 */
export async function copyText(text: string | Promise<string>): Promise<boolean> {
  try {
    // Firefox has it since 127, and does not mind the wait.
    if (typeof text === "string" || typeof ClipboardItem === "undefined") await navigator.clipboard.writeText(await text);
    else
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": text.then((made) => new Blob([made], { type: "text/plain" })) })]);
    return true;
  } catch {
    return false;
  }
}
