import { describe, expect, it } from '@jest/globals';
import { createLogger, pinoNestLogger, type Logger } from '../index.js';

const recorder = (): { logger: Logger; lines: () => Record<string, unknown>[]; text: () => string } => {
  let text = '';
  const logger = createLogger('test', { level: 'trace', destination: { write: (line) => void (text += line) } });
  const lines = (): Record<string, unknown>[] =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger, lines, text: () => text };
};

describe('createLogger', () => {
  it('writes a line of JSON a message', () => {
    const { logger, lines } = recorder();
    logger.info({ tickets: 3 }, 'issued');
    expect(lines()).toMatchObject([{ name: 'test', level: 30, tickets: 3, msg: 'issued' }]);
  });

  it('lets no secret through, in a field or in a sentence', () => {
    const { logger, text, lines } = recorder();
    const key = `ec_${'k'.repeat(43)}`;
    const hidden = ['hunter2', 'Bearer abc', 'sk-value', 'cookie=1'];
    logger.info({ secretAccessKey: 'sk-value', s3: { secretAccessKey: 'sk-value' } }, 'storage');
    logger.info(
      { req: { headers: { authorization: 'Bearer abc', cookie: 'cookie=1', 'x-api-key': 'sk-value' } } },
      'request',
    );
    logger.error(new Error(`cannot connect to postgres://echo:hunter2@db:5432/echo`), 'database');
    logger.warn(`the key ${key} is not known`);
    for (const secret of [...hidden, key]) expect(text()).not.toContain(secret);
    expect(text()).toContain('postgres://echo:[redacted]@db:5432/echo');
    expect(lines()).toHaveLength(4);
  });
});

describe('pinoNestLogger', () => {
  it("passes Nest's levels, contexts and stacks on", () => {
    const { logger, lines } = recorder();
    const nest = pinoNestLogger(logger);
    nest.log('started', 'NestApplication');
    nest.error('failed', 'at somewhere', 'Router');
    nest.warn({ odd: true }, 'Router');
    nest.error(new Error('thrown'));
    expect(lines()).toMatchObject([
      { level: 30, msg: 'started', context: 'NestApplication' },
      { level: 50, msg: 'failed', context: 'Router', stack: 'at somewhere' },
      { level: 40, msg: '{"odd":true}', context: 'Router' },
      { level: 50, msg: 'thrown', err: { type: 'Error', message: 'thrown' } },
    ]);
  });
});
