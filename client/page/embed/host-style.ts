// The look of the frame that a partner's page may change. Each value is checked, and an accent that could not be read is not taken, so that
// a host cannot hide what it asks people to agree to.

import type { FrameStyle } from "../../embed/bridge.ts";

/** WCAG AA for text. */
const LEAST_CONTRAST = 4.5;
/** Of the accent in its soft tint, most first: the design's own has about the first. */
const SOFT_SHARES = [0.12, 0.08, 0.04] as const;

/** Depends on the theme that is shown: called again when that changes. */
export function applyHostStyle({ accent, radius, font }: FrameStyle): void {
  const { style } = document.documentElement;
  for (const name of ["--accent", "--on-accent", "--accent-soft", "--radius", "--sans"]) style.removeProperty(name);
  if (radius !== undefined && /^[0-9.]{1,5}(?:px|rem|em)$/.test(radius)) style.setProperty("--radius", radius);
  if (font !== undefined && /^[\w\s"',-]{1,200}$/.test(font)) style.setProperty("--sans", `${font}, system-ui, sans-serif`);
  if (accent === undefined || !CSS.supports("color", accent) || /var|url|currentcolor/i.test(accent)) return;
  const [color, paper, card] = [accent, "var(--paper)", "var(--card)"].map(channelsOf);
  if (!color || !paper || !card || [paper, card].some((behind) => contrast(color, behind) < LEAST_CONTRAST)) return;
  style.setProperty("--accent", accent);
  style.setProperty("--on-accent", contrast(color, [255, 255, 255]) >= LEAST_CONTRAST ? "#fff" : "#000");
  style.setProperty("--accent-soft", `rgb(${softTint(color, card).join(" ")})`);
}

export type Channels = readonly [red: number, green: number, blue: number];

/** Of a card's colour, with as much of the accent as leaves words in the accent readable on it: none, where it is hardly readable on the card. */
export function softTint(accent: Channels, card: Channels): Channels {
  const tints = SOFT_SHARES.map((share) => mixed(accent, card, share));
  return tints.find((tint) => contrast(accent, tint) >= LEAST_CONTRAST) ?? card;
}

function mixed(a: Channels, b: Channels, share: number): Channels {
  const part = (one: number, other: number): number => Math.round(share * one + (1 - share) * other);
  return [part(a[0], b[0]), part(a[1], b[1]), part(a[2], b[2])];
}

/** As the browser paints it; undefined for what is not opaque. */
function channelsOf(color: string): Channels | undefined {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!canvas) return undefined;
  canvas.fillStyle = resolvedColor(color);
  canvas.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
  return alpha === 255 ? [red, green, blue] : undefined;
}

/** A canvas knows neither variables nor light-dark(). */
function resolvedColor(color: string): string {
  const probe = document.createElement("i");
  probe.style.color = color;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

/** WCAG 2 contrast ratio, in [1, 21]. */
export function contrast(a: Channels, b: Channels): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(channels: Channels): number {
  const [red = 0, green = 0, blue = 0] = channels.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
