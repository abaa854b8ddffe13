import { type GreyClip } from '@echocohort/shared';
import {
  areaOf,
  type BinaryMask,
  both,
  close,
  componentsTouching,
  dilate,
  largestComponent,
  maskWhere,
  open,
} from './binary-mask.js';
import { type Rectangle } from './decoded-clip.js';
import { unreadable } from './read-failure.js';
import { gatherEvidence, type SectorEvidence } from './sector-evidence.js';
import { clipShape, convexHull, type SectorShape, shapeArea } from './sector-shape.js';

/**
 * How the ultrasound sector is told from everything else on the screen. All rules stand here.
 *
 * 1. Ultrasound flickers; names, rulers, logos and bars stand still. A pixel is *active* when its level changes over time
 *    by more than `activeLevels` (plus three times the flicker of the empty screen).
 * 2. A line that scrolls or sweeps by (ECG) is active too, but bright for a moment only: a pixel whose mean is under
 *    `sparseShare` of a peak of at least `sparsePeak` does not count.
 * 3. What is thinner than a stroke (`strokeShare` of the short side on either side of its centre) is opened away. The
 *    largest connected rest is the core of the sector: clocks and heart rates that change are not connected to it.
 * 4. The core grows into the faintly active pixels (`faintLevels`) around it that are connected to it: dark lungs and
 *    blood flicker by less than a level. What stands still at `drawnLevels` and its surroundings (`ringingPixels`: lossy
 *    compression makes them flicker where a ruler and the sector share a block) take no part in that. If that makes it more than `growthMax` times as large, it ran out into
 *    something else and is taken back.
 * 5. The sector is the convex hull of that, one pixel wider, inside the 2D region that a DICOM names.
 * 6. A clip that stands still (one frame, a frozen loop) has no activity. There the core is what is brighter than the
 *    empty screen by `brightLevels` and not flat, as bars are; strokes are opened away as before.
 * 7. A core smaller than `areaShareMin` of the picture is no sector: the clip is refused, never passed on as it is.
 * 8. What is drawn outside the sector tells whether the picture was framed before: `drawnLevels` above the empty screen
 *    is a drawing, compression noise stays below.
 *
 * Letters and traces that lie over the sector itself cannot be told from it and stay.
 */
export const sectorRules = {
  activeLevels: 2,
  faintLevels: 0.3,
  sparsePeak: 40,
  sparseShare: 0.15,
  strokeShare: 0.008,
  growthMax: 2.5,
  brightLevels: 6,
  areaShareMin: 0.01,
  drawnLevels: 24,
  drawnFlicker: 0.15,
  ringingPixels: 4,
} as const;

const strokeRadius = ({ height, width }: SectorEvidence): number =>
  Math.max(1, Math.round(Math.min(height, width) * sectorRules.strokeShare));

const solid = (mask: BinaryMask, radius: number): BinaryMask => open(close(mask, Math.max(1, radius >> 1)), radius);

const activeMask = (evidence: SectorEvidence, levels: number, region: Rectangle | null): BinaryMask => {
  const { mean, deviation, peak, background, noise, width } = evidence;
  const least = levels + 3 * noise;
  return maskWhere(evidence, (i) => {
    const height = (peak[i] as number) - background;
    const isSparse =
      height >= sectorRules.sparsePeak && (mean[i] as number) - background < sectorRules.sparseShare * height;
    return (deviation[i] as number) > least && !isSparse && isWithin(region, i % width, Math.floor(i / width));
  });
};

const isWithin = (region: Rectangle | null, x: number, y: number): boolean =>
  !region || (x >= region.x && y >= region.y && x < region.x + region.width && y < region.y + region.height);

/** Bright and not flat: some neighbour within two pixels differs. */
const brightMask = (evidence: SectorEvidence, region: Rectangle | null): BinaryMask => {
  const { mean, background, width } = evidence;
  const uneven = maskWhere(evidence, (i) => {
    const level = mean[i] as number;
    return Math.abs(level - (mean[i + 1] ?? level)) + Math.abs(level - (mean[i + width] ?? level)) > 1;
  });
  const around = dilate(uneven, 2);
  return maskWhere(
    evidence,
    (i) =>
      around.bits[i] === 1 &&
      (mean[i] as number) > background + sectorRules.brightLevels &&
      isWithin(region, i % width, Math.floor(i / width)),
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

/** Drawings: bright, and changing by less than `drawnFlicker` of their level; with the ringing around them. */
const drawnMask = (evidence: SectorEvidence): BinaryMask => {
  const { mean, deviation, background } = evidence;
  const drawn = maskWhere(evidence, (i) => {
    const level = mean[i] as number;
    return level > background + sectorRules.drawnLevels && (deviation[i] as number) < sectorRules.drawnFlicker * level;
  });
  return dilate(drawn, sectorRules.ringingPixels);
};

const grown = (core: BinaryMask, evidence: SectorEvidence, region: Rectangle | null): SectorShape | null => {
  const radius = strokeRadius(evidence);
  const hull = convexHull(core);
  const drawn = drawnMask(evidence);
  const active = activeMask(evidence, sectorRules.faintLevels, region);
  const undrawn = maskWhere(active, (i) => active.bits[i] === 1 && drawn.bits[i] === 0);
  const faint = componentsTouching(solid(undrawn, radius), core);
  const wider = convexHull(maskWhere(core, (i) => core.bits[i] === 1 || faint.bits[i] === 1));
  return hull && wider && shapeArea(wider) <= sectorRules.growthMax * shapeArea(hull) ? wider : hull;
};

const onePixelWider = (shape: SectorShape): SectorShape => {
  const repeatEnds = (rows: Int32Array) => [rows[0] as number, ...rows, rows.at(-1) as number];
  return {
    top: shape.top - 1,
    left: Int32Array.from(repeatEnds(shape.left), (x) => x - 1),
    right: Int32Array.from(repeatEnds(shape.right), (x) => x + 1),
  };
};

/** Whether anything stands out of the empty screen outside the shape. */
const isDrawnAround = ({ peak, background, height, width }: SectorEvidence, shape: SectorShape): boolean => {
  for (let y = 0; y < height; y++) {
    const from = shape.left[y - shape.top] ?? width;
    const to = shape.right[y - shape.top] ?? -1;
    for (let x = 0; x < width; x++)
      if ((x < from || x > to) && (peak[y * width + x] as number) > background + sectorRules.drawnLevels) return true;
  }
  return false;
};

export interface FoundSector {
  readonly shape: SectorShape;
  /** Whether there is text or anything else around it. */
  readonly isDrawnAround: boolean;
}

/**
 * Finds the ultrasound sector of a clip by the rules above.
 * @param region the rectangle that the file gives for it, if it gives one
 * @throws EchoError `unreadable-clip` when nothing in the clip looks like one
 */
export const findSector = async (clip: GreyClip, region: Rectangle | null): Promise<FoundSector> => {
  const evidence = await gatherEvidence(clip);
  const radius = strokeRadius(evidence);
  const areaMin = sectorRules.areaShareMin * clip.height * clip.width;
  const moving = coreOf(activeMask(evidence, sectorRules.activeLevels, region), radius);
  const isMoving = areaOf(moving) >= areaMin;
  const core = isMoving ? moving : coreOf(brightMask(evidence, region), radius);
  const shape = isMoving ? grown(core, evidence, region) : convexHull(core);
  if (!shape || areaOf(core) < areaMin)
    throw unreadable(
      'expected an ultrasound picture on a dark or plain screen, found no sector in it: every frame is black, flat or text only',
    );
  const frame = { x: 0, y: 0, width: clip.width, height: clip.height };
  const found = clipShape(onePixelWider(shape), region ?? frame);
  return { shape: found, isDrawnAround: isDrawnAround(evidence, found) };
};
