/**
 * Prints fresh random secrets as KEY=value lines, for `docker compose` or, with `--kubernetes`, for the secret of the
 * standalone overlay. Writes no file itself: `(umask 077; node deploy/make-env.mjs > .env)`.
 */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { kubernetes: { type: 'boolean', default: false } } });

/** Hex, because these stand inside URLs too. */
const secret = () => randomBytes(24).toString('hex');

const postgres = secret();
const redis = secret();
const accessKey = `ec${randomBytes(9).toString('hex')}`;

const common = {
  POSTGRES_PASSWORD: postgres,
  REDIS_PASSWORD: redis,
  STORAGE_ACCESS_KEY_ID: accessKey,
  STORAGE_SECRET_ACCESS_KEY: secret(),
  WEBHOOKS_KEY: secret(),
};
const urls = {
  DATABASE_URL: `postgres://echocohort:${postgres}@postgres:5432/echocohort`,
  REDIS_URL: `redis://:${redis}@redis:6379`,
};

const lines = Object.entries(values.kubernetes ? { ...common, ...urls } : common);
process.stdout.write(lines.map(([name, value]) => `${name}=${value}\n`).join(''));
