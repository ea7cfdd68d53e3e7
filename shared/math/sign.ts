// The sign in a subgradient of |.|: 0 is as good as any value in [-1, 1] at the kink, and near it, it is the calm one.

/** Equality of numbers of which one crossed the wire as float32: rounding moves a probability by at most 3e-8. */
export const FLOAT32_EQUAL = 1e-7;

/** -1, 0 or 1; 0 where |value| <= deadZone. Without a branch: signs of differences between p and z are hard to predict. */
export function signBeyond(value: number, deadZone: number): number {
  return Number(value > deadZone) - Number(value < -deadZone);
}
