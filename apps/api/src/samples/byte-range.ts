/** Bytes start..end, both inclusive. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * The single range of a Range header (RFC 9110, 14.1.2). Null when the whole body is to be sent: no header, another
 * unit, several ranges or a malformed one, all of which a server may ignore.
 * @returns 'unsatisfiable' when the range lies beyond the body
 */
export const byteRange = (header: string | undefined, sizeBytes: number): ByteSpan | 'unsatisfiable' | null => {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  const [from, to] = [match?.[1] ?? '', match?.[2] ?? ''];
  if (from === '' && to === '') return null;
  if (from === '') {
    const suffixBytes = Number(to);
    return suffixBytes === 0 || sizeBytes === 0
      ? 'unsatisfiable'
      : { start: Math.max(0, sizeBytes - suffixBytes), end: sizeBytes - 1 };
  }
  const start = Number(from);
  const end = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== '' && Number(to) < start) return null;
  return start < sizeBytes ? { start, end } : 'unsatisfiable';
};
