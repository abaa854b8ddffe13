import { figuresOf, type Result } from './result.js';
import { shown } from './table.js';
import { targetOf, verdictOf, type Target, type Verdict } from './targets.js';

/** A promised figure that was measured. */
export interface Standing {
  readonly target: Target;
  readonly result: Result;
  readonly value: number;
  readonly spread: { readonly low: number; readonly high: number } | null;
  readonly verdict: Verdict;
}

/** Every promised figure that the results hold, in the order of the results. */
export const standingsOf = (results: readonly Result[]): Standing[] =>
  results.flatMap((result) =>
    figuresOf(result).flatMap(([name, value]) => {
      const target = targetOf(result, name);
      return target
        ? [{ target, result, value, spread: result.spread[name] ?? null, verdict: verdictOf(target, value) }]
        : [];
    }),
  );

/** How much of what it must be a figure is: 1 is just enough, more is better whichever way the figure counts. */
export const shareOfMust = ({ must, lessIsBetter = false }: Target, value: number): number =>
  lessIsBetter ? must / Math.max(value, must / 1_000) : value / must;

const page = { width: 900, labels: 400, right: 70, top: 56, row: 34 } as const;
const axisMax = 3;
const colours: Record<Verdict, string> = { aim: '#2f7d4f', must: '#2f6db3', missed: '#c2410c' };

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const xOf = (share: number): number =>
  page.labels + (Math.min(share, axisMax) / axisMax) * (page.width - page.labels - page.right);

const tick = (x: number, y: number, kind: 'must' | 'aim'): string =>
  `<line class="${kind}" x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${y - 9}" y2="${y + 9}"/>`;

const bar = ({ target, result, value, spread, verdict }: Standing, place: number): string => {
  const y = page.top + place * page.row;
  const end = xOf(shareOfMust(target, value));
  const [low, high] = spread ? [spread.low, spread.high].map((each) => xOf(shareOfMust(target, each))) : [end, end];
  return [
    `<text class="name" x="${page.labels - 12}" y="${y + 4}">${escape(`${target.what} (${result.provider})`)}</text>`,
    `<rect x="${page.labels}" y="${y - 7}" width="${(end - page.labels).toFixed(1)}" height="14" fill="${colours[verdict]}"/>`,
    `<line class="spread" x1="${(low ?? end).toFixed(1)}" x2="${(high ?? end).toFixed(1)}" y1="${y}" y2="${y}"/>`,
    tick(xOf(shareOfMust(target, target.aim)), y, 'aim'),
    `<text class="value" x="${page.width - page.right + 8}" y="${y + 4}">${shown(value)}</text>`,
  ].join('\n    ');
};

/** A bar for each promised figure, as a multiple of what it must be; a thin line spans its rounds. SVG. */
export const plot = (standings: readonly Standing[]): string => {
  const height = page.top + standings.length * page.row + 20;
  const must = xOf(1);
  const about = standings.map(({ target, value }) => `${target.what}: ${shown(value)}`).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${page.width} ${height}" width="${page.width}" height="${height}" role="img" aria-labelledby="title about" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif">
  <title id="title">Measured figures as multiples of what they must be</title>
  <desc id="about">${escape(about)}</desc>
  <style>
    .name { font-size: 13px; text-anchor: end; fill: #14202b; }
    .value { font-size: 13px; fill: #14202b; }
    .note { font-size: 12px; fill: #4a5a69; }
    .must { stroke: #14202b; stroke-width: 1.6; }
    .aim { stroke: #14202b; stroke-width: 1.4; stroke-dasharray: 3 2; }
    .spread { stroke: #14202b; stroke-width: 1; }
  </style>
  <rect width="${page.width}" height="${height}" fill="#fbfcfd"/>
  <text class="note" x="${must.toFixed(1)}" y="22" text-anchor="middle">must</text>
  <text class="note" x="${page.labels}" y="22">0</text>
  <text class="note" x="${xOf(axisMax).toFixed(1)}" y="22" text-anchor="end">${axisMax} times</text>
  <line class="must" x1="${must.toFixed(1)}" x2="${must.toFixed(1)}" y1="30" y2="${height - 12}"/>
    ${standings.map(bar).join('\n    ')}
</svg>
`;
};
