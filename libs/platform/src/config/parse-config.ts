import { type z } from 'zod';

/** Environment variables as a process has them. An empty one counts as absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Configuration from environment variables by a zod schema whose keys are the variables' names.
 * @throws Error with one line for each variable that is wrong: its name and what was expected, never its value
 */
export const parseConfig = <S extends z.ZodType>(schema: S, env: Environment): z.infer<S> => {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => `  ${path.join('.') || 'environment'}: ${message}`);
  throw new Error(`The configuration is not valid:\n${lines.join('\n')}`);
};
