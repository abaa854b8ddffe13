import { type DataSet } from 'dicom-parser';
import { type PixelLayout } from './dicom-header.js';
import { luma } from '../read/luma.js';
import { unreadable, unsupported } from '../read/read-failure.js';

/** Turns one frame's stored bytes into grey, `out` [H*W]. */
export type ToGrey = (frame: Uint8Array, out: Uint8Array) => void;

/** Bytes of one frame in memory. YBR_FULL_422 shares each pair's colour: Y1 Y2 Cb Cr. */
export const frameBytesOf = (layout: PixelLayout): number => {
  const pixels = layout.height * layout.width;
  return layout.photometric === 'YBR_FULL_422' && !layout.planar
    ? Math.ceil(pixels / 2) * 4
    : pixels * layout.samples * layout.bytesPerSample;
};

const storedValue = (word: number, { bitsStored, signed }: PixelLayout): number => {
  const value = word & (2 ** bitsStored - 1);
  return signed && value >= 2 ** (bitsStored - 1) ? value - 2 ** bitsStored : value;
};

/**
 * Grey of every stored word: rescale, then the first window (linear, DICOM PS3.3 C.11.2.1.2), or the whole stored
 * range when the file has none; MONOCHROME1 is turned round.
 */
const monochromeTable = (dataSet: DataSet, layout: PixelLayout): Uint8Array => {
  const slope = dataSet.floatString('x00281053') ?? 1;
  const intercept = dataSet.floatString('x00281052') ?? 0;
  const span = 2 ** layout.bitsStored - 1;
  const lowest = layout.signed ? -(2 ** (layout.bitsStored - 1)) : 0;
  const windowWidth = dataSet.floatString('x00281051');
  const windowCentre = dataSet.floatString('x00281050');
  const hasWindow = windowWidth !== undefined && windowCentre !== undefined && windowWidth > 1;
  const width = hasWindow ? windowWidth - 1 : span * Math.abs(slope);
  const centre = hasWindow ? windowCentre - 0.5 : (lowest + span / 2) * slope + intercept;
  return Uint8Array.from({ length: 256 ** layout.bytesPerSample }, (_, word) => {
    const share = (storedValue(word, layout) * slope + intercept - centre) / width + 0.5;
    const grey = Math.round(255 * Math.min(1, Math.max(0, share)));
    return layout.photometric === 'MONOCHROME1' ? 255 - grey : grey;
  });
};

/** One colour of a palette as 8-bit values (DICOM PS3.3 C.7.6.3.1.5 and 6). Entries are words, or bytes when 8 bits were packed. */
const paletteChannel = (
  dataSet: DataSet,
  colour: 1 | 2 | 3,
  bigEndian: boolean,
): { first: number; values: Uint8Array } => {
  const descriptor = `x0028110${colour}`;
  const element = dataSet.elements[`x0028120${colour}`];
  if (!element) throw unsupported('expected plain palette colour lookup tables, the DICOM has none or segmented ones');
  const count = dataSet.uint16(descriptor, 0) || 65_536;
  const first = dataSet.uint16(descriptor, 1) ?? 0;
  const bits = dataSet.uint16(descriptor, 2) ?? 16;
  const bytes = dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  if (bytes.length < count) throw unreadable(`expected ${count} palette entries, the DICOM has ${bytes.length} bytes`);
  if (bytes.length < 2 * count) return { first, values: Uint8Array.from(bytes.subarray(0, count)) };
  const highByte = bits > 8 ? (bigEndian ? 0 : 1) : bigEndian ? 1 : 0;
  return { first, values: Uint8Array.from({ length: count }, (_, i) => bytes[2 * i + highByte] as number) };
};

const paletteTable = (dataSet: DataSet, layout: PixelLayout): Uint8Array => {
  const [red, green, blue] = ([1, 2, 3] as const).map((colour) => paletteChannel(dataSet, colour, layout.bigEndian));
  const at = (channel: ReturnType<typeof paletteChannel> | undefined, word: number): number => {
    const { first, values } = channel as ReturnType<typeof paletteChannel>;
    return values[Math.min(values.length - 1, Math.max(0, word - first))] as number;
  };
  return Uint8Array.from({ length: 256 ** layout.bytesPerSample }, (_, raw) => {
    const word = storedValue(raw, { ...layout, signed: false });
    return luma(at(red, word), at(green, word), at(blue, word));
  });
};

const throughTable = (table: Uint8Array, { bytesPerSample, bigEndian }: PixelLayout): ToGrey => {
  if (bytesPerSample === 1)
    return (frame, out) => {
      for (let i = 0; i < out.length; i++) out[i] = table[frame[i] as number] as number;
    };
  const low = bigEndian ? 1 : 0;
  return (frame, out) => {
    for (let i = 0; i < out.length; i++)
      out[i] = table[(frame[2 * i + low] as number) | ((frame[2 * i + 1 - low] as number) << 8)] as number;
  };
};

const rgbToGrey = ({ planar }: PixelLayout): ToGrey => {
  return (frame, out) => {
    const [step, next] = planar ? [1, out.length] : [3, 1];
    for (let i = 0, p = 0; i < out.length; i++, p += step)
      out[i] = luma(frame[p] as number, frame[p + next] as number, frame[p + 2 * next] as number);
  };
};

/** Y is the grey already. */
const ybrToGrey = ({ planar }: PixelLayout): ToGrey => {
  return (frame, out) => {
    for (let i = 0, step = planar ? 1 : 3; i < out.length; i++) out[i] = frame[i * step] as number;
  };
};

const ybr422ToGrey: ToGrey = (frame, out) => {
  for (let i = 0; i < out.length; i++) out[i] = frame[4 * (i >> 1) + (i & 1)] as number;
};

/**
 * The way from stored samples to grey for one file; tables are built once.
 * @throws EchoError when a palette is missing or too short
 */
export const greyConverter = (dataSet: DataSet, layout: PixelLayout): ToGrey => {
  switch (layout.photometric) {
    case 'MONOCHROME1':
    case 'MONOCHROME2':
      return throughTable(monochromeTable(dataSet, layout), layout);
    case 'PALETTE COLOR':
      return throughTable(paletteTable(dataSet, layout), layout);
    case 'RGB':
      return rgbToGrey(layout);
    case 'YBR_FULL':
      return ybrToGrey(layout);
    case 'YBR_FULL_422':
      return layout.planar ? ybrToGrey(layout) : ybr422ToGrey;
  }
};
