/** Size of the drawing, in its own units. */
export const chart = { width: 340, height: 110 };

/** Volumes as shares of the largest that is drawn, so that two hearts can be compared. */
export const sharesOf = (curves: readonly (readonly number[])[]): number[][] => {
  const largest = Math.max(...curves.flat(), 0);
  return curves.map((curve) => curve.map((volume) => (largest > 0 ? volume / largest : 0)));
};

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

/** A curve over the beat as an SVG path: the first value on the left, the last on the right, zero at the bottom. */
export const pathOf = (shares: readonly number[]): string =>
  shares
    .map((share, k) => {
      const x = (chart.width * k) / Math.max(1, shares.length - 1);
      const y = chart.height - share * (chart.height - 2) - 1;
      return `${k === 0 ? 'M' : 'L'}${oneDecimal(x)} ${oneDecimal(y)}`;
    })
    .join('');

/** A curve for who cannot see it: how much of its largest volume is left at its smallest. */
export const rangeWords = (name: string, shares: readonly number[]): string => {
  const percent = (share: number) => Math.round(100 * share);
  return `${name} from ${percent(Math.max(...shares))} down to ${percent(Math.min(...shares))} %`;
};
