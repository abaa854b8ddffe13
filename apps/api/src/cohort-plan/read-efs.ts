import { EfTally, fieldError } from '@echocohort/shared';

/** Fields of one line; quotes are taken off. EFs are numbers, so no field that matters holds a separator. */
const fieldsOf = (line: string, separator: string): string[] =>
  line.split(separator).map((field) => field.trim().replace(/^"(.*)"$/, '$1'));

const separatorOf = (line: string): string => [';', '\t', ','].find((separator) => line.includes(separator)) ?? ',';

const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));

const columnNames: ReadonlySet<string> = new Set(['ef', 'ef_percent', 'efpercent', 'lvef']);

/** Where the EF stands in a line, and whether the first line says so. */
const columnOf = (
  fields: readonly string[],
  refuse: (expected: string) => Error,
): { column: number; isHeader: boolean } => {
  const named = fields.findIndex((field) => columnNames.has(field.toLowerCase()));
  if (named >= 0) return { column: named, isHeader: true };
  if (fields.length > 1) throw refuse('expected a column named "ef" in the first line');
  return { column: 0, isHeader: !isNumber(fields[0] ?? '') };
};

/**
 * Counts the EFs of a CSV: a number a line, with or without a header, or a table with a column `ef`. Percent, not fractions.
 * @throws EchoError `invalid-request` on `field`, with the number of the line at fault
 */
export const readEfs = (csv: string, field: string): EfTally => {
  const refuse = (expected: string) => fieldError('invalid-request', field, expected);
  const lines = csv.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0) throw refuse('expected at least one EF');
  const separator = separatorOf(lines[first] as string);
  const { column, isHeader } = columnOf(fieldsOf(lines[first] as string, separator), refuse);
  const tally = new EfTally();
  lines.forEach((line, k) => {
    if (k < first || (k === first && isHeader) || line.trim() === '') return;
    const text = fieldsOf(line, separator)[column] ?? '';
    if (!isNumber(text)) throw refuse(`expected an EF in percent in line ${k + 1}, got "${text.slice(0, 40)}"`);
    tally.add(Number(text));
  });
  if (tally.inside === 0) throw refuse('expected at least one EF from 5 to 85 %');
  return tally;
};
