// Computes exp and log from + - * / and the bits of a double only, so that every engine computes the same bits. Math.exp and Math.log may
// differ in the last place from engine to engine, and participant and aggregator must agree on p exactly ([A38a]).
// Method: argument reduction by ln 2 in two parts, then a polynomial (exp: Taylor to degree 13 on |r| <= ln2/2; log: atanh series).

const LN2_HI = 0.6931471803691238; // 33 leading bits of ln 2: k * LN2_HI is exact for |k| < 2^20
const LN2_LO = 1.9082149292705877e-10;
// biome-ignore lint/suspicious/noApproximativeNumericConstant: written out, as everything here, so that no engine decides the bits.
const INV_LN2 = 1.4426950408889634;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const [LOW, HIGH] = littleEndian() ? [0, 1] : [1, 0];

/** e^x. Relative error below 1e-15; 0 below -745.14, Infinity above 709.79. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x * INV_LN2 + 0.5);
  const r = x - k * LN2_HI - k * LN2_LO;
  let sum = 1;
  for (let i = 13; i >= 1; i--) sum = 1 + (r / i) * sum;
  // There are two factors, because 2^k alone leaves the range of a double at both ends.
  const half = Math.floor(k / 2);
  return sum * powerOfTwo(half) * powerOfTwo(k - half);
}

/** Natural logarithm. Relative error below 1e-15; -Infinity at 0, NaN below 0. */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return x;
  let shift = 0;
  let value = x;
  if (value < 2.2250738585072014e-308) {
    value *= 18014398509481984; // 2^54: makes a subnormal number normal
    shift = -54;
  }
  double[0] = value;
  let k = ((words[HIGH] ?? 0) >>> 20) - 1023;
  words[HIGH] = ((words[HIGH] ?? 0) & 0xfffff) | 0x3ff00000;
  let m = double[0] ?? 1;
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  k += shift;
  // log m = 2 atanh(s), s = (m - 1) / (m + 1), |s| <= 0.1716
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let series = 0;
  for (let i = 23; i >= 3; i -= 2) series = (series + 1 / i) * s2;
  return k * LN2_HI + (2 * s + (2 * s * series + k * LN2_LO));
}

function powerOfTwo(k: number): number {
  words[LOW] = 0;
  words[HIGH] = (k + 1023) << 20;
  return double[0] ?? 1;
}

function littleEndian(): boolean {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
}
