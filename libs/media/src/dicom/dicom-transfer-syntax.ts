import { unsupported } from '../read/read-failure.js';

/** How the pixels of a DICOM file are packed, as far as this reader goes. */
export type DicomPacking = 'native' | 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'rle';

const readable: Readonly<Record<string, DicomPacking>> = {
  '1.2.840.10008.1.2': 'native', // Implicit VR Little Endian
  '1.2.840.10008.1.2.1': 'native', // Explicit VR Little Endian
  '1.2.840.10008.1.2.2': 'native', // Explicit VR Big Endian
  '1.2.840.10008.1.2.4.50': 'jpeg', // JPEG Baseline (Process 1)
  '1.2.840.10008.1.2.4.57': 'jpeg-lossless', // Process 14
  '1.2.840.10008.1.2.4.70': 'jpeg-lossless', // Process 14, first-order prediction
  '1.2.840.10008.1.2.4.80': 'jpeg-ls', // Lossless
  '1.2.840.10008.1.2.4.81': 'jpeg-ls', // Near-lossless
  '1.2.840.10008.1.2.4.90': 'jpeg-2000', // Lossless
  '1.2.840.10008.1.2.4.91': 'jpeg-2000',
  '1.2.840.10008.1.2.5': 'rle', // RLE Lossless
};

/** DICOM PS3.6 Annex A; for the message only. */
const otherNames: Readonly<Record<string, string>> = {
  '1.2.840.10008.1.2.1.99': 'Deflated Explicit VR Little Endian',
  '1.2.840.10008.1.2.4.51': 'JPEG Extended',
  '1.2.840.10008.1.2.4.100': 'MPEG-2 video',
  '1.2.840.10008.1.2.4.101': 'MPEG-2 video',
  '1.2.840.10008.1.2.4.102': 'H.264 video',
  '1.2.840.10008.1.2.4.103': 'H.264 video',
  '1.2.840.10008.1.2.4.104': 'H.264 video',
  '1.2.840.10008.1.2.4.105': 'H.264 video',
  '1.2.840.10008.1.2.4.106': 'H.264 video',
  '1.2.840.10008.1.2.4.107': 'HEVC video',
  '1.2.840.10008.1.2.4.108': 'HEVC video',
  '1.2.840.10008.1.2.4.201': 'High-Throughput JPEG 2000 Lossless',
  '1.2.840.10008.1.2.4.202': 'High-Throughput JPEG 2000 Lossless',
  '1.2.840.10008.1.2.4.203': 'High-Throughput JPEG 2000',
};

export const bigEndianSyntax = '1.2.840.10008.1.2.2';

/** @throws EchoError `unsupported-media` that names the transfer syntax and what to convert to */
export const packingOf = (transferSyntax: string): DicomPacking => {
  const packing = readable[transferSyntax];
  if (packing) return packing;
  const name = otherNames[transferSyntax] ?? 'an unknown one';
  throw unsupported(
    'expected a DICOM transfer syntax of uncompressed, JPEG Baseline, JPEG Lossless, JPEG-LS, JPEG 2000 or RLE Lossless pixels, ' +
      `got ${name} (${transferSyntax.slice(0, 64)}): convert it, for example by "gdcmconv --raw in.dcm out.dcm"`,
  );
};
