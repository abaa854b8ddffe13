import { figuresOf, type Result } from './result.js';
import { targetOf, verdictOf } from './targets.js';

/** Three significant digits, and no exponent. */
export const shown = (value: number): string => {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.min(digits, 6) });
};

/** Columns of equal width; the first is text, the others are numbers. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** A result as text: every figure with its rounds and, where one is promised, its target. */
export const resultTable = (result: Result): string => {
  const rows = figuresOf(result).map(([name, value]) => {
    const spread = result.spread[name];
    const target = targetOf(result, name);
    return [
      name,
      shown(value),
      spread ? `${shown(spread.low)} to ${shown(spread.high)}` : '',
      target ? `${shown(target.must)} / ${shown(target.aim)}` : '',
      target ? verdictOf(target, value) : '',
    ];
  });
  return table([['figure', 'median', 'rounds', 'must / aim', 'met'], ...rows]);
};
