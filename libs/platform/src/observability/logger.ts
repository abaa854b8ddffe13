import { type LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Level, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Fields that hold secrets, wherever somebody logs the object around them. */
const secretFields = ['authorization', 'cookie', 'password', 'secret', 'secretAccessKey', 'apiKey', '["x-api-key"]'];
const secretPaths = secretFields.flatMap((field) =>
  ['', '*', '*.*'].map((parents) => (field.startsWith('[') || !parents ? `${parents}${field}` : `${parents}.${field}`)),
);

/** What secrets look like in running text: API keys, and passwords in URLs. */
const withoutSecrets = (line: string): string =>
  line.replace(/\bec_[A-Za-z0-9_-]{43}/g, 'ec_[redacted]').replace(/(:\/\/[^\s:/@"]*):[^\s/@"]+@/g, '$1:[redacted]@');

export interface LoggerOptions {
  readonly level?: Level | 'silent';
  /** Where the lines go; stderr when left out, because stdout belongs to what a command was asked for. */
  readonly destination?: DestinationStream;
}

/** One line of JSON a message. API keys, passwords and authorization headers never get through. */
export const createLogger = (name: string, options: LoggerOptions = {}): Logger =>
  pino(
    {
      name,
      level: options.level ?? 'info',
      redact: { paths: secretPaths, censor: '[redacted]' },
      hooks: { streamWrite: withoutSecrets },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );

/** Nest's own messages as lines of that logger; Nest hands the context over as the last argument. */
export const pinoNestLogger = (logger: Logger): LoggerService => {
  const at =
    (level: Level) =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.at(-1);
      const stack = level === 'error' && rest.length > 1 ? rest[0] : undefined;
      const err = message instanceof Error ? message : undefined;
      logger[level](
        { context, stack, err },
        err?.message ?? (typeof message === 'string' ? message : JSON.stringify(message)),
      );
    };
  return {
    log: at('info'),
    error: at('error'),
    warn: at('warn'),
    debug: at('debug'),
    verbose: at('trace'),
    fatal: at('fatal'),
  };
};
