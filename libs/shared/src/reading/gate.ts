import { type Gate } from '../bundle.js';

/** What two readers say of one frame: areas in px^2, and how far they agree. */
export interface FrameReading {
  readonly lvArea: number;
  readonly auditArea: number;
  readonly agreement: number;
}

/**
 * Why no ventricle is believed in a frame of `pixels` pixels; null when one is.
 * Two networks that share neither architecture nor data agree surely on a ventricle, and hardly ever on anything else.
 */
export const gateRefusal = (
  { lvArea, auditArea, agreement }: FrameReading,
  pixels: number,
  { agreementMin, areaShare: [least, most] }: Gate,
): string | null => {
  const shares = [lvArea / pixels, auditArea / pixels];
  if (shares.some((share) => !(share >= least))) return 'no ventricle was found';
  if (shares.some((share) => share > most)) return 'what was found is too large for a ventricle';
  if (!(agreement >= agreementMin))
    return `the two readers do not agree on a ventricle (${agreement.toFixed(2)} of 1, needed ${agreementMin})`;
  return null;
};
