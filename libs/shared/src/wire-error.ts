import { EchoError, type ErrorCode, type FieldIssue } from './errors.js';

/** An error on its way between threads or processes: its class does not survive the way. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly issues: readonly FieldIssue[];
}

/** @param code of an error that has none of its own */
export const toWire = (error: unknown, code: ErrorCode): WireError => {
  if (error instanceof EchoError) return { code: error.code, message: error.message, issues: error.issues };
  return { code, message: error instanceof Error ? error.message : String(error), issues: [] };
};

export const fromWire = ({ code, message, issues }: WireError): EchoError => new EchoError(code, message, { issues });
