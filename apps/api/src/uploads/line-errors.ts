import { EchoError, type FieldIssue } from '@echocohort/shared';

/** Of what is wrong with lines, at most so much is told. */
const toldMax = 100;

/** What is wrong with the lines of an upload: the first issues in full, and how many lines there are of that kind. */
export class LineErrors {
  readonly #issues: FieldIssue[] = [];
  #lines = 0;

  constructor(private readonly part: string) {}

  /** Lines that cannot be used. */
  get lines(): number {
    return this.#lines;
  }

  /** Nothing more is told but their number. */
  get isFull(): boolean {
    return this.#issues.length >= toldMax;
  }

  add(line: number, error: EchoError): void {
    this.#lines += 1;
    const named = error.issues.map(({ field, expected }) => ({
      field: field === '' ? `line ${line}` : `line ${line}: ${field}`,
      expected,
    }));
    this.#issues.push(...named.slice(0, toldMax - this.#issues.length));
  }

  /** @param total how many lines there are */
  toError(total: number): EchoError {
    const [first] = this.#issues;
    const detail = `${this.part}: ${this.#lines} of ${total} lines cannot be used; ${first?.field}: ${first?.expected}`;
    return new EchoError('invalid-request', detail, { issues: this.#issues });
  }
}
