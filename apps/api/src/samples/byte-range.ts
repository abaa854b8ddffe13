/** Bytes start..end, both inclusive. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

const suffix = (lengthBytes: number, sizeBytes: number): ByteSpan | 'unsatisfiable' =>
  lengthBytes === 0 || sizeBytes === 0
    ? 'unsatisfiable'
    : { start: Math.max(0, sizeBytes - lengthBytes), end: sizeBytes - 1 };

const slice = (start: number, end: number, sizeBytes: number): ByteSpan | 'unsatisfiable' | null => {
  if (end < start) return null;
  return start < sizeBytes ? { start, end: Math.min(end, sizeBytes - 1) } : 'unsatisfiable';
};

/**
 * The single range of a Range header (RFC 9110, 14.1.2). Null when the whole body is to be sent: no header, another
 * unit, several ranges or a malformed one, all of which a server may ignore.
 * @returns 'unsatisfiable' when the range lies beyond the body
 */
export const byteRange = (header: string | undefined, sizeBytes: number): ByteSpan | 'unsatisfiable' | null => {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  const from = match?.[1] ?? '';
  const to = match?.[2] ?? '';
  if (from === '') return to === '' ? null : suffix(Number(to), sizeBytes);
  return slice(Number(from), to === '' ? Number.MAX_SAFE_INTEGER : Number(to), sizeBytes);
};
