const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** IEEE 754 half of a number, as its 16 bits: rounds to nearest, ties to even; beyond 65504 becomes infinity. */
export const toHalf = (value: number): number => {
  float[0] = value;
  const word = bits[0] as number;
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    // Normal: move the exponent's bias from 127 to 15 and round the 13 bits that go, ties to even.
    const rebiased = magnitude - 0x38000000;
    return sign | ((rebiased + 0xfff + ((rebiased >>> 13) & 1)) >>> 13);
  }
  // Subnormal: adding 0.5 lines the value up with the half's last bit, and the float unit rounds it.
  float[0] = Math.abs(float[0]) + 0.5;
  return sign | ((bits[0] as number) - 0x3f000000);
};

/** The number that the 16 bits of an IEEE 754 half stand for. */
export const fromHalf = (half: number): number => {
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  const sign = half & 0x8000 ? -1 : 1;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};

/** Halves of `values`, for tensors of dtype float16 (ONNX Runtime takes them as Uint16Array). */
export const toHalves = (values: Float32Array): Uint16Array => {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i += 1) out[i] = toHalf(values[i] as number);
  return out;
};

/** The inverse of `toHalves`; exact. */
export const fromHalves = (halves: Uint16Array): Float32Array => {
  const out = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i += 1) out[i] = fromHalf(halves[i] as number);
  return out;
};
