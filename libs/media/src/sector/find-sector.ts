import {
  areaOf,
  type BinaryMask,
  both,
  close,
  componentsTouching,
  dilate,
  either,
  largestComponent,
  maskWhere,
  open,
} from './binary-mask.js';
import { type FrameSource } from '../decode/frame-source.js';
import { type Rectangle } from '../picture/rectangle.js';
import { unreadable } from '../read/read-failure.js';
import { strokeHeight } from './grey-opening.js';
import { gatherEvidence, type SectorEvidence } from './sector-evidence.js';
import { clipShape, convexHull, enlargeShape, type SectorShape, shapeArea } from './sector-shape.js';

/**
 * How the ultrasound sector is told from everything else on the screen. All rules stand here.
 *
 * 1. Ultrasound flickers; names, rulers, logos and bars stand still. A pixel is *active* when its level changes over time
 *    by more than `activeLevels` (plus three times the flicker of the empty screen).
 * 2. A line that scrolls or sweeps by (ECG) is active too, but bright for a moment only: a pixel whose mean is under
 *    `sparseShare` of a peak of at least `sparsePeak` does not count.
 * 3. What is thinner than a stroke (`strokeShare` of the short side on either side of its centre) is opened away. The
 *    largest connected rest is the core of the sector: clocks and heart rates that change are not connected to it.
 * 4. The core grows into the faintly active pixels (`faintLevels`) connected to it over gaps of `bridgeStrokes` strokes:
 *    dark lungs and blood flicker by less than a level; and into what is bright and still right beside them: tissue close
 *    to the probe. Drawings (strokes `drawnLevels` above the empty screen around them, even at their brightest), scrolling lines
 *    and their surroundings take no part (`ringingPixels`: where a ruler and the sector share a block of a lossy
 *    compression, both flicker). A growth that fills less than `fillMin` of its hull ran out into something else and is
 *    taken back.
 * 5. The sector is the convex hull of that, one pixel wider, inside the 2D region that a DICOM names.
 * 6. A clip that stands still (one frame, a frozen loop) has no activity. There the core is what is brighter than the
 *    empty screen by `brightLevels` and not flat, as bars are; strokes are opened away as before.
 * 7. A core smaller than `areaShareMin` of the picture is no sector: the clip is refused, never passed on as it is.
 * 8. Drawings outside the sector (`drawnShareMin` of the picture) tell that the picture is a whole screen, see crop-to-sector.ts.
 *
 * Letters and traces that lie over the sector itself cannot be told from it and stay.
 */
export const sectorRules = {
  activeLevels: 2,
  faintLevels: 0.3,
  sparsePeak: 40,
  sparseShare: 0.15,
  strokeShare: 0.008,
  bridgeStrokes: 3,
  fillMin: 0.5,
  brightLevels: 6,
  areaShareMin: 0.01,
  drawnLevels: 24,
  drawnShareMin: 0.001,
  ringingPixels: 4,
} as const;

const strokeRadius = ({ height, width }: SectorEvidence): number =>
  Math.max(1, Math.round(Math.min(height, width) * sectorRules.strokeShare));

const solid = (mask: BinaryMask, radius: number): BinaryMask => open(close(mask, Math.max(1, radius >> 1)), radius);

const isIn = (region: Rectangle | null, index: number, { width }: SectorEvidence): boolean => {
  if (!region) return true;
  const [x, y] = [(index % width) - region.x, Math.floor(index / width) - region.y];
  return x >= 0 && y >= 0 && x < region.width && y < region.height;
};

/** Bright for a moment only: a line that scrolls by. */
const isSparse = ({ mean, peak, background }: SectorEvidence, i: number): boolean => {
  const height = (peak[i] as number) - background;
  return height >= sectorRules.sparsePeak && (mean[i] as number) - background < sectorRules.sparseShare * height;
};

const activeMask = (evidence: SectorEvidence, levels: number, region: Rectangle | null): BinaryMask => {
  const { deviation, noise } = evidence;
  const least = levels + 3 * noise;
  return maskWhere(
    evidence,
    (i) => (deviation[i] as number) > least && !isSparse(evidence, i) && isIn(region, i, evidence),
  );
};

/** Bright and not flat: some neighbour within two pixels differs. */
const brightMask = (evidence: SectorEvidence, region: Rectangle | null): BinaryMask => {
  const { mean, background, width } = evidence;
  const uneven = maskWhere(evidence, (i) => {
    const level = mean[i] as number;
    return (level - (mean[i + 1] ?? level)) ** 2 + (level - (mean[i + width] ?? level)) ** 2 > 1;
  });
  const around = dilate(uneven, 2);
  return maskWhere(
    evidence,
    (i) =>
      around.bits[i] === 1 && (mean[i] as number) > background + sectorRules.brightLevels && isIn(region, i, evidence),
  );
};

/** The opened core with the outermost pixels that opening took from its corners. */
const coreOf = (mask: BinaryMask, radius: number): BinaryMask => {
  const core = largestComponent(solid(mask, radius));
  return both(
    dilate(core, radius),
    maskWhere(mask, (i) => mask.bits[i] === 1 || core.bits[i] === 1),
  );
};

/** Drawings: strokes that at their brightest stand on the empty screen, still, changing or sweeping by. */
const drawnMask = (evidence: SectorEvidence): BinaryMask => {
  const { peak, background } = evidence;
  const height = strokeHeight(peak, evidence, strokeRadius(evidence));
  const { drawnLevels, brightLevels } = sectorRules;
  return maskWhere(evidence, (i) => {
    const stroke = height[i] as number;
    return stroke > drawnLevels && (peak[i] as number) - stroke <= background + brightLevels;
  });
};

/** The core with the faintly active pixels that are connected to it, as a hull. */
const grown = (
  core: BinaryMask,
  drawn: BinaryMask,
  evidence: SectorEvidence,
  region: Rectangle | null,
): SectorShape | null => {
  const radius = strokeRadius(evidence);
  const sparse = maskWhere(evidence, (i) => isSparse(evidence, i) && core.bits[i] === 0);
  const foreign = dilate(either(drawn, sparse), sectorRules.ringingPixels);
  const outOf = (mask: BinaryMask) => maskWhere(mask, (i) => mask.bits[i] === 1 && foreign.bits[i] === 0);
  const active = outOf(activeMask(evidence, sectorRules.faintLevels, region));
  const bridged = outOf(close(active, sectorRules.bridgeStrokes * radius));
  const { mean, background } = evidence;
  const still = outOf(maskWhere(evidence, (i) => (mean[i] as number) > background + sectorRules.brightLevels));
  const around = maskWhere(bridged, (i) => bridged.bits[i] === 1 || (still.bits[i] === 1 && isIn(region, i, evidence)));
  const faint = componentsTouching(open(around, radius), core);
  const together = either(core, faint);
  const wider = convexHull(together);
  const isFilled = wider !== null && areaOf(together) >= sectorRules.fillMin * shapeArea(wider);
  return isFilled ? wider : convexHull(core);
};

const onePixelWider = (shape: SectorShape): SectorShape => {
  const repeatEnds = (rows: Int32Array) => [rows[0] as number, ...rows, rows.at(-1) as number];
  return {
    top: shape.top - 1,
    left: Int32Array.from(repeatEnds(shape.left), (x) => x - 1),
    right: Int32Array.from(repeatEnds(shape.right), (x) => x + 1),
  };
};

const areaOutside = ({ bits, height, width }: BinaryMask, shape: SectorShape): number => {
  let area = 0;
  for (let y = 0; y < height; y++) {
    const from = shape.left[y - shape.top] ?? width;
    const to = shape.right[y - shape.top] ?? -1;
    for (let x = 0; x < width; x++) if (x < from || x > to) area += bits[y * width + x] as number;
  }
  return area;
};

const scaledDown = ({ x, y, width, height }: Rectangle, scale: number): Rectangle => ({
  x: Math.floor(x / scale),
  y: Math.floor(y / scale),
  width: Math.ceil(width / scale),
  height: Math.ceil(height / scale),
});

export interface FoundSector {
  readonly shape: SectorShape;
  /** Whether there is text or anything else around it. */
  readonly isDrawnAround: boolean;
}

/**
 * Finds the ultrasound sector of a clip by the rules above.
 * @throws EchoError `unreadable-clip` when nothing in the clip looks like one
 */
export const findSector = async (clip: FrameSource): Promise<FoundSector> => {
  const evidence = await gatherEvidence(clip);
  const { scale, height, width } = evidence;
  const region = clip.region && scaledDown(clip.region, scale);
  const radius = strokeRadius(evidence);
  const areaMin = sectorRules.areaShareMin * height * width;
  const moving = coreOf(activeMask(evidence, sectorRules.activeLevels, region), radius);
  const isMoving = areaOf(moving) >= areaMin;
  const core = isMoving ? moving : coreOf(brightMask(evidence, region), radius);
  const drawn = drawnMask(evidence);
  const shape = isMoving ? grown(core, drawn, evidence, region) : convexHull(core);
  if (!shape || areaOf(core) < areaMin)
    throw unreadable(
      'expected an ultrasound picture on a dark or plain screen, found no sector in it: every frame is black, flat or text only',
    );
  const wider = clipShape(onePixelWider(shape), region ?? { x: 0, y: 0, width, height });
  const frame = { x: 0, y: 0, width: clip.width, height: clip.height };
  return {
    shape: clipShape(enlargeShape(wider, scale), clip.region ?? frame),
    isDrawnAround: areaOutside(drawn, wider) >= sectorRules.drawnShareMin * height * width,
  };
};
