/** One line of a scrape. */
interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a process shows at /metrics at one moment. */
export interface Scrape {
  /** Sum of all series of a name whose labels are those given; 0 when there is none. */
  sum(name: string, labels?: Readonly<Record<string, string>>): number;
  /** The same, but null when there is no such series. */
  find(name: string, labels?: Readonly<Record<string, string>>): number | null;
  readonly text: string;
}

const linePattern = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const labelPattern = /(\w+)="((?:[^"\\]|\\.)*)"/g;

const sampleOf = (line: string): Sample[] => {
  const [, name, labels = '', value] = linePattern.exec(line) ?? [];
  if (line.startsWith('#') || name === undefined) return [];
  const pairs = [...labels.matchAll(labelPattern)].map(([, key, text]) => [key ?? '', text ?? ''] as const);
  return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
};

/** Reads Prometheus' text format. */
export const parseScrape = (text: string): Scrape => {
  const samples = text.split('\n').flatMap(sampleOf);
  const matching = (name: string, labels: Readonly<Record<string, string>>): Sample[] =>
    samples.filter(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([key, wanted]) => sample.labels[key] === wanted),
    );
  const sum = (name: string, labels: Readonly<Record<string, string>> = {}): number =>
    matching(name, labels).reduce((total, { value }) => total + value, 0);
  return {
    sum,
    find: (name, labels = {}) => (matching(name, labels).length === 0 ? null : sum(name, labels)),
    text,
  };
};

export const scrape = async (url: string): Promise<Scrape> => {
  const response = await fetch(`${url}/metrics`);
  if (!response.ok) throw new Error(`${url}/metrics answers ${response.status}`);
  return parseScrape(await response.text());
};
