import { fieldError } from '@echocohort/shared';
import { z } from 'zod';
import { parseInput } from '../http/input.pipe.js';
import { type ReceivedFile } from './receive-upload.js';

/** The JSON value of a form's text. @throws EchoError `invalid-request` on the field when it is no JSON */
export const jsonOf = (name: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw fieldError('invalid-request', name, 'expected well-formed JSON');
  }
};

/**
 * A text of an upload's form as JSON that fits a schema; the schema says what it is when the form has none.
 * @throws EchoError `invalid-request` naming every field at fault, as `labels.site`
 */
export const jsonField = <S extends z.ZodType>(
  { fields }: Pick<ReceivedFile, 'fields'>,
  name: string,
  schema: S,
): z.output<S> => {
  const text = fields[name];
  const value = text === undefined ? undefined : jsonOf(name, text);
  return parseInput(z.object({ [name]: schema }), { [name]: value }, name)[name] as z.output<S>;
};
