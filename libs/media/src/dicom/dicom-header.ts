import { type DataSet } from 'dicom-parser';
import { type ClipSize } from '../read/decode-limits.js';
import { type Rectangle } from '../picture/rectangle.js';
import { statedRate } from '../encode/frame-rate.js';
import { bigEndianSyntax, type DicomPacking, packingOf } from './dicom-transfer-syntax.js';
import { unreadable, unsupported } from '../read/read-failure.js';

const photometrics = ['MONOCHROME1', 'MONOCHROME2', 'PALETTE COLOR', 'RGB', 'YBR_FULL', 'YBR_FULL_422'] as const;
export type Photometric = (typeof photometrics)[number];

/** What JPEG 2000 calls the colours that its own transform made of RGB; its decoder turns them back. */
const transformedRgb: readonly string[] = ['YBR_RCT', 'YBR_ICT'];

/** How one frame's samples lie in memory and what they mean (DICOM PS3.3 C.7.6.3). */
export interface PixelLayout {
  readonly height: number;
  readonly width: number;
  readonly photometric: Photometric;
  readonly samples: 1 | 3;
  readonly bytesPerSample: 1 | 2;
  readonly bitsStored: number;
  readonly signed: boolean;
  readonly planar: boolean;
  readonly bigEndian: boolean;
}

/** The few attributes that a clip needs. Nothing of the patient, the study or the device is ever read. */
export interface DicomHeader extends ClipSize {
  readonly packing: DicomPacking;
  readonly layout: PixelLayout;
  readonly framesPerSecond: number | null;
  readonly region: Rectangle | null;
}

const photometricOf = (dataSet: DataSet, packing: DicomPacking): Photometric => {
  const text = dataSet.string('x00280004')?.trim() ?? 'none';
  if (packing === 'jpeg-2000' && transformedRgb.includes(text)) return 'RGB';
  const found = photometrics.find((one) => one === text);
  if (found) return found;
  throw unsupported(
    `expected a DICOM photometric interpretation of ${photometrics.join(', ')}, got ${text.slice(0, 16)}`,
  );
};

const us = (dataSet: DataSet, tag: string, absent: number): number => dataSet.uint16(tag) ?? absent;

/** Samples and bits a pixel that this reader knows: colour in 3 x 8, the rest in 8 or 16. */
const checkDepth = (photometric: Photometric, isColour: boolean, samples: number, bits: number): void => {
  const expected = isColour ? 3 : 1;
  if (samples !== expected)
    throw unreadable(`expected ${expected} samples a pixel for ${photometric}, the DICOM says ${samples}`);
  if (bits !== 8 && (bits !== 16 || isColour))
    throw unsupported(`expected DICOM pixels of 8 bits, or 16 without colour, got ${bits} bits of ${photometric}`);
};

const layoutOf = (dataSet: DataSet, transferSyntax: string, packing: DicomPacking): PixelLayout => {
  const photometric = photometricOf(dataSet, packing);
  const isColour = photometric === 'RGB' || photometric.startsWith('YBR');
  const bits = us(dataSet, 'x00280100', 8);
  checkDepth(photometric, isColour, us(dataSet, 'x00280002', 1), bits);
  return {
    height: us(dataSet, 'x00280010', 0),
    width: us(dataSet, 'x00280011', 0),
    photometric,
    samples: isColour ? 3 : 1,
    bytesPerSample: bits === 8 ? 1 : 2,
    bitsStored: Math.min(bits, Math.max(1, us(dataSet, 'x00280101', bits))),
    signed: us(dataSet, 'x00280103', 0) === 1,
    planar: us(dataSet, 'x00280006', 0) === 1,
    bigEndian: transferSyntax === bigEndianSyntax,
  };
};

const positive = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) && value > 0 ? value : null;

/** FrameTime and FrameTimeVector are in ms; the two rates are in frames a second. Rounded: 33.333 ms means 30. */
const framesPerSecondOf = (dataSet: DataSet): number | null => {
  const vectorMs = (dataSet.string('x00181065') ?? '').split('\\').slice(1).map(Number);
  const meanMs = vectorMs.length > 0 ? vectorMs.reduce((sum, one) => sum + one, 0) / vectorMs.length : undefined;
  const frameMs = positive(dataSet.floatString('x00181063')) ?? positive(meanMs);
  const rate =
    (frameMs && 1000 / frameMs) ?? positive(dataSet.intString('x00180040')) ?? positive(dataSet.intString('x00082144'));
  return rate && statedRate(rate);
};

const isPicture2d = (region: DataSet | undefined): region is DataSet =>
  region?.uint16('x00186012') === 1 && [1, 2].includes(region.uint16('x00186014') ?? 0);

/**
 * The first 2D tissue or colour-flow region (DICOM PS3.3 C.8.5.5). A rectangle that does not lie inside the picture is
 * worth nothing: files whose pixels were scaled or cropped afterwards keep the old one.
 */
const regionOf = (dataSet: DataSet, { height, width }: PixelLayout): Rectangle | null => {
  const region = dataSet.elements['x00186011']?.items?.map((item) => item.dataSet).find(isPicture2d);
  const corner = (tag: string) => region?.uint32(tag) ?? -1;
  const [x, y] = [corner('x00186018'), corner('x0018601a')];
  const [endX, endY] = [corner('x0018601c') + 1, corner('x0018601e') + 1];
  const isInside = x >= 0 && y >= 0 && endX <= width && endY <= height;
  const isLarge = endX - x > 16 && endY - y > 16;
  return isInside && isLarge ? { x, y, width: endX - x, height: endY - y } : null;
};

/** @throws EchoError `unsupported-media` for a packing or pixel kind that this reader does not know, `unreadable-clip` for contradictions */
export const readDicomHeader = (dataSet: DataSet): DicomHeader => {
  const transferSyntax = dataSet.string('x00020010') ?? '';
  const packing = packingOf(transferSyntax);
  if (!dataSet.elements['x7fe00010'])
    throw unreadable('expected a DICOM image, the file has no pixel data (7FE0,0010) or is cut off before it');
  const layout = layoutOf(dataSet, transferSyntax, packing);
  const frames = dataSet.intString('x00280008') ?? 1;
  return {
    packing,
    layout,
    frames,
    height: layout.height,
    width: layout.width,
    framesPerSecond: framesPerSecondOf(dataSet),
    region: regionOf(dataSet, layout),
  };
};
