/** A small DICOM writer for tests: elements in the order given, lengths computed, Part 10 header in front. */
export type DicomElement = readonly [tag: number, vr: string, value: Uint8Array | string | readonly number[]];

interface Syntax {
  readonly uid: string;
  readonly isImplicit: boolean;
  readonly isBigEndian: boolean;
}

export const syntaxes = {
  implicit: { uid: '1.2.840.10008.1.2', isImplicit: true, isBigEndian: false },
  explicit: { uid: '1.2.840.10008.1.2.1', isImplicit: false, isBigEndian: false },
  bigEndian: { uid: '1.2.840.10008.1.2.2', isImplicit: false, isBigEndian: true },
  jpeg: { uid: '1.2.840.10008.1.2.4.50', isImplicit: false, isBigEndian: false },
  rle: { uid: '1.2.840.10008.1.2.5', isImplicit: false, isBigEndian: false },
  hevc: { uid: '1.2.840.10008.1.2.4.107', isImplicit: false, isBigEndian: false },
} as const satisfies Record<string, Syntax>;

const longForms = new Set(['OB', 'OW', 'SQ', 'UN', 'UT']);

const numbers = (bytes: number, values: readonly number[], isBigEndian: boolean): Buffer => {
  const out = Buffer.alloc(bytes * values.length);
  values.forEach((value, k) =>
    isBigEndian ? out.writeUIntBE(value, k * bytes, bytes) : out.writeUIntLE(value, k * bytes, bytes),
  );
  return out;
};

const valueBytes = ([, vr, value]: DicomElement, isBigEndian: boolean): Buffer => {
  const bytes =
    typeof value === 'string'
      ? Buffer.from(value, 'latin1')
      : value instanceof Uint8Array
        ? Buffer.from(value)
        : numbers(vr === 'UL' ? 4 : 2, value, isBigEndian);
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from([vr === 'UI' || vr === 'OB' ? 0 : 0x20])]);
};

const element = (one: DicomElement, { isImplicit, isBigEndian }: Syntax, undefinedLength = false): Buffer => {
  const [tag, vr] = one;
  const value = valueBytes(one, isBigEndian);
  const length = undefinedLength ? 0xffff_ffff : value.length;
  const head = numbers(2, [Math.floor(tag / 0x10000), tag % 0x10000], isBigEndian);
  if (isImplicit) return Buffer.concat([head, numbers(4, [length], false), value]);
  const kind = Buffer.from(vr, 'latin1');
  const size = longForms.has(vr)
    ? Buffer.concat([Buffer.alloc(2), numbers(4, [length], isBigEndian)])
    : numbers(2, [length], isBigEndian);
  return Buffer.concat([head, kind, size, value]);
};

/** Fragments as items behind a basic offset table (empty without offsets), closed by the delimiter. */
export const encapsulated = (fragments: readonly Uint8Array[], offsets: readonly number[] = []): Buffer => {
  const item = (bytes: Uint8Array) => {
    const even = bytes.length % 2 === 0 ? Buffer.from(bytes) : Buffer.concat([bytes, Buffer.alloc(1)]);
    return Buffer.concat([numbers(2, [0xfffe, 0xe000], false), numbers(4, [even.length], false), even]);
  };
  const end = Buffer.concat([numbers(2, [0xfffe, 0xe0dd], false), numbers(4, [0], false)]);
  return Buffer.concat([item(numbers(4, offsets, false)), ...fragments.map(item), end]);
};

export const dicomFile = (
  syntax: Syntax,
  elements: readonly DicomElement[],
  pixelData: { vr: 'OB' | 'OW'; bytes: Uint8Array; isEncapsulated?: boolean } | null,
): Buffer => {
  const uid = element([0x00020010, 'UI', syntax.uid], syntaxes.explicit);
  const meta = Buffer.concat([element([0x00020000, 'UL', [uid.length]], syntaxes.explicit), uid]);
  const body = elements.map((one) => element(one, syntax));
  const pixels = pixelData
    ? [element([0x7fe00010, pixelData.vr, pixelData.bytes], syntax, pixelData.isEncapsulated === true)]
    : [];
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), meta, ...body, ...pixels]);
};

/** The pixel module of a grey picture, ascending by tag; `more` replaces or adds elements. */
export const pixelModule = (
  { frames, height, width }: { frames: number; height: number; width: number },
  more: readonly DicomElement[] = [],
): DicomElement[] => {
  const base: DicomElement[] = [
    [0x00100010, 'PN', 'SECRET^PATIENT'],
    [0x00280002, 'US', [1]],
    [0x00280004, 'CS', 'MONOCHROME2'],
    [0x00280008, 'IS', String(frames)],
    [0x00280010, 'US', [height]],
    [0x00280011, 'US', [width]],
    [0x00280100, 'US', [8]],
    [0x00280101, 'US', [8]],
    [0x00280102, 'US', [7]],
    [0x00280103, 'US', [0]],
  ];
  const replaced = new Set(more.map(([tag]) => tag));
  return [...base.filter(([tag]) => !replaced.has(tag)), ...more].sort(([a], [b]) => a - b);
};
