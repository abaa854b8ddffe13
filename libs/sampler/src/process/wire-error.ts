import { EchoError, type ErrorCode, type FieldIssue } from '@echocohort/shared';

/** An error on its way between processes: its class does not survive the way. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly issues: readonly FieldIssue[];
}

export const toWire = (error: unknown): WireError => {
  if (error instanceof EchoError) return { code: error.code, message: error.message, issues: error.issues };
  return { code: 'sampler-failed', message: error instanceof Error ? error.message : String(error), issues: [] };
};

export const fromWire = ({ code, message, issues }: WireError): EchoError => new EchoError(code, message, { issues });
