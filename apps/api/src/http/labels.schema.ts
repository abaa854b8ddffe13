import { z } from 'zod';

/** Labels are words for people and for selectors: short, and few. */
export const labelsMax = 32;
const valueMaxChars = 255;

const nameError = 'expected letters, digits, ".", "_" or "-", at most 63, beginning with a letter or digit';
export const labelName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, { error: nameError });

const valueError = `expected a text of at most ${valueMaxChars} characters, none of them a control character`;
/** PostgreSQL has neither a NUL nor half a surrogate pair in its texts. */
export const labelValue = z
  .string({ error: valueError })
  .regex(new RegExp(`^[^\\u0000-\\u001f\\u007f]{0,${valueMaxChars}}$`), { error: valueError })
  .refine((text) => !/\p{Cs}/u.test(text), { error: valueError });

const countError = { error: `expected at most ${labelsMax} labels` };
const areFew = (labels: object): boolean => Object.keys(labels).length <= labelsMax;

export const labelsSchema = z
  .record(labelName, labelValue, { error: 'expected an object of names and values' })
  .refine(areFew, countError)
  .meta({ description: 'Names and values of your own' });
export type Labels = z.output<typeof labelsSchema>;

/** Those that are named get these values, or go with `null`; the others stay. */
export const labelChangeSchema = z
  .record(labelName, labelValue.nullable(), { error: 'expected an object of names and values' })
  .refine(areFew, countError)
  .meta({ description: 'Labels that shall have another value; `null` takes one away, the others stay' });
export type LabelChange = z.output<typeof labelChangeSchema>;

/** What it selects has each of these labels with just this value, whatever other labels it has. */
export const labelSelectorSchema = labelsSchema
  .refine((labels) => Object.keys(labels).length > 0, { error: 'expected at least one label' })
  .meta({ description: 'All that have each of these labels with this value, whatever else they have' });

const pairError = 'expected name=value, a label of yours';
const pair = z.string({ error: pairError }).regex(/^[^=]+=/, { error: pairError });

/** `?label=site=berlin&label=year=2026`: a selector in a query. */
export const labelQuerySchema = z
  .preprocess((given) => (given === undefined ? [] : [given].flat()), z.array(pair))
  .transform((pairs, context): Labels => {
    const entries = pairs.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] as const);
    if (new Set(entries.map(([name]) => name)).size < entries.length)
      context.addIssue({ code: 'custom', message: 'expected each name once' });
    return Object.fromEntries(entries);
  })
  .pipe(labelsSchema);

/** Labels after a change of some of them. */
export const changedLabels = (labels: Labels, change: LabelChange): Labels =>
  Object.fromEntries(
    Object.entries({ ...labels, ...change }).filter((entry): entry is [string, string] => entry[1] !== null),
  );
