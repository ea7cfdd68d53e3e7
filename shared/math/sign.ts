// The sign in a subgradient of |.|. At the kink any value in [-1, 1] is right; near it, 0 is the one that does not jump.

/** Two numbers count as equal up to this if one crossed the wire as float32: rounding moves a probability by at most 3e-8. */
export const FLOAT32_EQUAL = 1e-7;

/** -1, 0 or 1; it is 0 if |value| <= deadZone. It has no branch, because the signs of differences between p and z are hard to predict. */
export function signBeyond(value: number, deadZone: number): number {
  return Number(value > deadZone) - Number(value < -deadZone);
}
