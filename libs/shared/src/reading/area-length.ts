/**
 * Single-plane area-length volume, V = 8/(3 pi) A^2/L: area in px^2 and length in px give px^3.
 * EF is a ratio of two of them, so the unit of a pixel does not matter. This is not clinical LVEF.
 */
export const areaLengthVolume = (area: number, length: number): number =>
  ((8 / (3 * Math.PI)) * area * area) / Math.max(length, 1);

/** A largest area below this, in px^2, is what rounding leaves of an empty picture, and no ventricle. */
const AREA_MIN_PX2 = 0.5;

/**
 * Area-length EF in percent of a clip: ED and ES are the frames of largest and smallest LV area.
 * @param area LV area a frame, px^2 [T]
 * @param length LV length a frame, px [T]
 * @returns null when no ventricle was found: the largest area is under half a pixel, or something is not a finite number
 */
export const areaLengthEfPercent = (
  area: ArrayLike<number>,
  length: ArrayLike<number>,
  frames = area.length,
): number | null => {
  let ed = 0;
  let es = 0;
  for (let t = 0; t < frames; t += 1) {
    if (!Number.isFinite(area[t])) return null;
    if ((area[t] as number) > (area[ed] as number)) ed = t;
    if ((area[t] as number) < (area[es] as number)) es = t;
  }
  if (frames === 0 || (area[ed] as number) < AREA_MIN_PX2) return null;
  const edVolume = areaLengthVolume(area[ed] as number, length[ed] as number);
  const esVolume = areaLengthVolume(area[es] as number, length[es] as number);
  const efPercent = 100 * (1 - esVolume / edVolume);
  return Number.isFinite(efPercent) ? efPercent : null;
};
