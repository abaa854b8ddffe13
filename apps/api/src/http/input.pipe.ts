import { EchoError, type FieldIssue, fieldError } from '@echocohort/shared';
import { type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { type z } from 'zod';

/** `observedFrames[1]`, `source.kind`. */
const jsonPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');

/** Zod says "Invalid input: expected number, received string"; only what was expected is kept. */
const expectation = (message: string): string => message.replace(/^[^:]{1,40}: (?=expected)/, '');

const issuesOf = (issue: z.core.$ZodIssue, whole: string): FieldIssue[] => {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      field: jsonPath([...issue.path, key]),
      expected: 'expected no such field: its name is not known here',
    }));
  return [{ field: jsonPath(issue.path) || whole, expected: expectation(issue.message) }];
};

/**
 * Parses a value by its schema.
 * @param whole name of the value itself, for what is wrong with all of it
 * @throws EchoError `invalid-request` naming every field at fault
 */
export const parseInput = <S extends z.ZodType>(schema: S, value: unknown, whole: string): z.output<S> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.flatMap((issue) => issuesOf(issue, whole));
  const detail = issues.map(({ field, expected }) => `${field}: ${expected}`).join('; ');
  throw new EchoError('invalid-request', detail, { issues });
};

/**
 * Parses a JSON body by its schema.
 * @throws EchoError `invalid-request` naming every field at fault, or the body when there is none
 */
export const parseBody = <S extends z.ZodType>(schema: S, body: unknown): z.output<S> => {
  if (body === undefined)
    throw fieldError('invalid-request', 'body', 'expected a JSON object, sent as Content-Type: application/json');
  return parseInput(schema, body, 'body');
};

/** A pipe that parses a body, the query or one path parameter by a zod schema. */
export const input = (schema: z.ZodType): PipeTransform => ({
  transform(value: unknown, { type, data }: ArgumentMetadata): unknown {
    return type === 'body' ? parseBody(schema, value) : parseInput(schema, value, data ?? type);
  },
});
