import { type Figures } from './result.js';

type MemoryReading = Figures<'cohort-scale'>['memory'][number];

const page = { width: 900, height: 360, left: 64, right: 120, top: 28, bottom: 48 } as const;
/** Name, colour and dashes: never colour alone. */
const parts = [
  { key: 'apiMb', name: 'API', colour: '#2f6db3', dash: '' },
  { key: 'workerMb', name: 'worker', colour: '#2f7d4f', dash: '8 4' },
  { key: 'redisMb', name: 'Redis', colour: '#c2410c', dash: '2 3' },
] as const;
const ticks = 5;

/** A round number at or above a value: 1, 2 or 5 times a power of ten. */
const roundUp = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
};

/** Megabytes that API, worker and Redis hold, over the minutes in which a cohort is worked off. SVG. */
export const memoryPlot = (readings: readonly MemoryReading[]): string => {
  const minutes = Math.max(...readings.map(({ seconds }) => seconds)) / 60;
  const top = roundUp(Math.max(...readings.flatMap((reading) => parts.map(({ key }) => reading[key]))));
  const x = (seconds: number): number => page.left + (seconds / 60 / minutes) * (page.width - page.left - page.right);
  const y = (mb: number): number => page.height - page.bottom - (mb / top) * (page.height - page.top - page.bottom);
  const line = ({ key, name, colour, dash }: (typeof parts)[number]): string => {
    const points = readings
      .map((reading) => `${x(reading.seconds).toFixed(1)},${y(reading[key]).toFixed(1)}`)
      .join(' ');
    const last = readings.at(-1)?.[key] ?? 0;
    return `<polyline fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}" points="${points}"/>
    <text x="${page.width - page.right + 8}" y="${(y(last) + 4).toFixed(1)}" fill="${colour}">${name} ${last.toFixed(0)} MB</text>`;
  };
  const grid = Array.from({ length: ticks + 1 }, (_, k) => (k * top) / ticks).map(
    (
      mb,
    ) => `<line x1="${page.left}" x2="${page.width - page.right}" y1="${y(mb).toFixed(1)}" y2="${y(mb).toFixed(1)}" stroke="#d8dee4"/>
    <text x="${page.left - 8}" y="${(y(mb) + 4).toFixed(1)}" text-anchor="end">${mb.toFixed(0)}</text>`,
  );
  const samples = readings.at(-1)?.samples ?? 0;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${page.width} ${page.height}" width="${page.width}" height="${page.height}" role="img" aria-labelledby="title" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="12" fill="#4a5a69">
  <title id="title">Resident memory over a cohort of ${samples.toLocaleString('en-US')} samples</title>
  <rect width="${page.width}" height="${page.height}" fill="#fbfcfd"/>
  <text x="${page.left - 8}" y="16" text-anchor="end">MB</text>
    ${grid.join('\n    ')}
    ${parts.map(line).join('\n    ')}
  <text x="${page.left}" y="${page.height - 20}">0</text>
  <text x="${page.width - page.right}" y="${page.height - 20}" text-anchor="end">${minutes.toFixed(0)} minutes, ${samples.toLocaleString('en-US')} samples</text>
</svg>
`;
};
