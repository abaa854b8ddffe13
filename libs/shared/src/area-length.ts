/**
 * Single-plane area-length volume, V = 8/(3 pi) A^2/L: area in px^2 and length in px give px^3.
 * EF is a ratio of two of them, so the unit of a pixel does not matter. This is not clinical LVEF.
 */
export const areaLengthVolume = (area: number, length: number): number =>
  ((8 / (3 * Math.PI)) * area * area) / Math.max(length, 1);

/**
 * Area-length EF in percent of a clip: ED and ES are the frames of largest and smallest LV area.
 * @param area LV area a frame, px^2 [T]
 * @param length LV length a frame, px [T]
 * @returns null when no ventricle was found (largest volume is 0 or not a number)
 */
export const areaLengthEfPercent = (
  area: ArrayLike<number>,
  length: ArrayLike<number>,
  frames = area.length,
): number | null => {
  let ed = 0;
  let es = 0;
  for (let t = 1; t < frames; t += 1) {
    if ((area[t] as number) > (area[ed] as number)) ed = t;
    if ((area[t] as number) < (area[es] as number)) es = t;
  }
  const edVolume = areaLengthVolume(area[ed] as number, length[ed] as number);
  const esVolume = areaLengthVolume(area[es] as number, length[es] as number);
  return edVolume > 0 && Number.isFinite(esVolume) ? 100 * (1 - esVolume / edVolume) : null;
};
