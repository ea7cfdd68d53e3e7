// Every button of a page in every state it can be in, measured as the browser works its colours out: text against what is behind it.

import type { CDPSession, Frame, Page } from "playwright-core";

/** Not by mouse and keys: those would change the page on the way, and leave it with another button. */
const STATES = {
  "at rest": [],
  hovered: ["hover"],
  focused: ["focus", "focus-visible"],
  pressed: ["hover", "active", "focus"],
  disabled: ["hover"],
} as const satisfies Record<string, readonly string[]>;

const BUTTONS = "button, .button, .skip";

/** A line for each button and state whose text has less than WCAG AA's contrast, and how many were measured. */
export interface Measured {
  readonly unreadable: readonly string[];
  readonly count: number;
}

/** `where`: a frame of the page that runs in the page's process, or the page itself. */
export async function measureButtons(page: Page, where: Page | Frame = page): Promise<Measured> {
  const session = await page.context().newCDPSession(where);
  try {
    await session.send("DOM.enable");
    await session.send("CSS.enable");
    await where.evaluate(MEASURE);
    const buttons = await buttonsOf(session);
    const unreadable: string[] = [];
    for (const [state, forcedPseudoClasses] of Object.entries(STATES)) {
      if (state === "disabled") await where.evaluate("asyndbtDisable(true)");
      await force(session, buttons, forcedPseudoClasses);
      const found: readonly string[] = await where.evaluate("asyndbtUnreadable()");
      unreadable.push(...found.map((line) => `${state}: ${line}`));
    }
    await where.evaluate("asyndbtDisable(false)");
    await force(session, buttons, []);
    return { unreadable, count: buttons.length };
  } finally {
    await session.detach();
  }
}

/** A button that the page has replaced meanwhile, as one that runs does, is no longer there to be asked. */
async function force(session: CDPSession, buttons: readonly number[], pseudoClasses: readonly string[]): Promise<void> {
  const forcedPseudoClasses = [...pseudoClasses];
  for (const nodeId of buttons) await session.send("CSS.forcePseudoState", { nodeId, forcedPseudoClasses }).catch(() => undefined);
}

async function buttonsOf(session: CDPSession): Promise<readonly number[]> {
  const { root } = await session.send("DOM.getDocument", { depth: 0 });
  const { nodeIds } = await session.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: BUTTONS });
  return nodeIds;
}

/** Text of a script for the page, where nothing of this file is known. */
const MEASURE = `(() => {
  const buttons = () => [...document.querySelectorAll(${JSON.stringify(BUTTONS)})].filter((one) => one.checkVisibility());
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const channels = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return { rgb: [r, g, b], alpha: a / 255 };
  };
  const mixed = (above, below, share) => above.map((value, i) => share * value + (1 - share) * below[i]);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  // Layer on layer from the document's canvas up; then what an ancestor's opacity does to words and ground together.
  const ratio = (element) => {
    const chain = [];
    for (let at = element; at; at = at.parentElement) chain.unshift(getComputedStyle(at));
    const grounds = [channels(matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#fff").rgb];
    for (const style of chain) {
      if (style.filter !== "none" || style.backgroundImage !== "none") return 0;
      const { rgb, alpha } = channels(style.backgroundColor);
      grounds.push(mixed(rgb, grounds.at(-1), alpha));
    }
    let ground = grounds.at(-1);
    const ink = channels(chain.at(-1).color);
    let words = mixed(ink.rgb, ground, ink.alpha);
    for (let i = chain.length - 1; i >= 0; i--) {
      const opacity = Number(chain[i].opacity);
      words = mixed(words, grounds[i], opacity);
      ground = mixed(ground, grounds[i], opacity);
    }
    const [light, dark] = [luminance(words), luminance(ground)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const worded = (button) =>
    [button, ...button.querySelectorAll("*")].filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ""));
  globalThis.asyndbtUnreadable = () =>
    buttons().flatMap((button) =>
      worded(button)
        .map((one) => [one, ratio(one)])
        .filter(([, value]) => value < 4.5)
        .map(([one, value]) => one.outerHTML.replace(/\\s+/g, " ").slice(0, 140) + ": " + value.toFixed(2)),
    );
  const disabled = [];
  globalThis.asyndbtDisable = (on) => {
    if (on) disabled.push(...[...document.querySelectorAll("button:enabled")]);
    for (const button of on ? disabled : disabled.splice(0)) button.disabled = on;
  };
})()`;
