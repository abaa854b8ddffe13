import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { isPinned, Problems } from './problems.mjs';

const text = z.string().min(1);
const duration = z.string().regex(/^\d+(ms|s|m)$/);
const size = z.string().regex(/^\d+[kmg]$/);
const user = z.string().regex(/^\d+:\d+$/, 'expected uid:gid in numbers');
const words = z.array(text).min(1);

/** The part of the Compose specification that the file uses; a key outside it is refused. */
const service = z.strictObject({
  image: text,
  build: z.strictObject({ context: text, dockerfile: text, target: text }).optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']),
  read_only: z.boolean(),
  cap_drop: words,
  security_opt: words,
  logging: z.strictObject({ driver: text, options: z.record(text, z.string()) }),
  entrypoint: words.optional(),
  command: words.optional(),
  environment: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string()).optional(),
  user,
  ports: words.optional(),
  volumes: words.optional(),
  tmpfs: words.optional(),
  shm_size: size.optional(),
  networks: words.optional(),
  depends_on: z
    .record(text, z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }))
    .optional(),
  healthcheck: z
    .strictObject({ test: words, interval: duration, timeout: duration, retries: z.int(), start_period: duration })
    .optional(),
  stop_grace_period: duration.optional(),
  pids_limit: z.int().positive(),
  deploy: z.strictObject({
    resources: z.strictObject({
      limits: z.strictObject({ cpus: z.string().regex(/^\d+(\.\d+)?$/), memory: size }),
    }),
  }),
});

const composeSchema = z.strictObject({
  name: text,
  services: z.record(text, service),
  networks: z.record(text, z.strictObject({ internal: z.boolean().optional() })),
  volumes: z.record(text, z.strictObject({})),
});

/** What a store's command must say: its own default would lose work, open a door or report to its makers. */
const needed = {
  redis: ['--appendonly yes', '--appendfsync everysec', '--maxmemory-policy noeviction'],
  s3: ['-ip=127.0.0.1', '-s3.ip.bind=0.0.0.0', '-master.telemetry=false'],
};

/** A shell variable that a secret may come from: one without a default that fails with a sentence. */
const demanded = /\$\{[A-Z][A-Z0-9_]*:\?[^}]+\}/;
const isSecretName = (name) => /SECRET|PASSWORD|ACCESS_KEY|TOKEN|REDISCLI_AUTH/.test(name);
const isOneShot = ({ restart }) => restart === 'no';

const checkHardening = (name, item, built, problems) => {
  const where = `services.${name}`;
  problems.expect(item.build || isPinned(item.image), `${where}.image`, `not pinned: ${item.image}`);
  problems.expect(item.read_only, `${where}.read_only`, 'expected true');
  problems.expect(item.cap_drop.includes('ALL'), `${where}.cap_drop`, 'expected ALL');
  problems.expect(item.security_opt.includes('no-new-privileges:true'), where, 'expected no-new-privileges');
  problems.expect(!/^0:|:0$/.test(item.user), `${where}.user`, 'root runs here');
  for (const mount of item.tmpfs ?? [])
    problems.expect(
      /^\/tmp:/.test(mount) || /,uid=\d+,gid=\d+$/.test(mount),
      `${where}.tmpfs`,
      `${mount}: expected uid and gid, or it may be root's`,
    );
  const healthy = item.healthcheck || built || isOneShot(item);
  problems.expect(healthy, `${where}.healthcheck`, 'expected one, here or in the image');
};

const checkSecrets = (name, item, problems) => {
  for (const [key, value] of Object.entries(item.environment ?? {})) {
    const where = `services.${name}.environment.${key}`;
    if (isSecretName(key)) problems.expect(demanded.test(value), where, 'expected ${NAME:?reason}, with no default');
    if (/:\/\/[^/]*:[^/]*@/.test(value)) problems.expect(demanded.test(value), where, 'a password in the URL');
  }
  const password = item.command?.[item.command.indexOf('--requirepass') + 1] ?? '';
  if (item.command?.includes('--requirepass'))
    problems.expect(demanded.test(password), `services.${name}.command`, 'expected ${NAME:?reason} as the password');
};

const checkReferences = (name, item, file, root, problems) => {
  const where = `services.${name}`;
  for (const [other, { condition }] of Object.entries(item.depends_on ?? {})) {
    const target = file.services[other];
    if (!target) problems.add(`${where}.depends_on`, `there is no service ${other}`);
    else if (condition === 'service_completed_successfully')
      problems.expect(isOneShot(target), `${where}.depends_on.${other}`, 'waits for the end of a service that stays');
    else problems.expect(target.healthcheck, `${where}.depends_on.${other}`, 'waits for a health that nobody checks');
  }
  for (const volume of item.volumes ?? []) {
    const source = volume.split(':')[0];
    if (source.startsWith('.')) problems.expect(existsSync(join(root, source)), where, `${source} is not there`);
    else problems.expect(source in file.volumes, `${where}.volumes`, `volume ${source} is not declared`);
  }
  for (const network of item.networks ?? [])
    problems.expect(network in file.networks, `${where}.networks`, `network ${network} is not declared`);
  for (const port of item.ports ?? [])
    problems.expect(
      /^(127\.0\.0\.1|\$\{API_BIND:-127\.0\.0\.1\}):/.test(port),
      where,
      `${port} is open to the network`,
    );
  if (item.build) {
    problems.expect(existsSync(join(root, item.build.dockerfile)), `${where}.build`, 'the Dockerfile is not there');
    problems.expect(['api', 'worker'].includes(item.build.target), `${where}.build.target`, 'expected api or worker');
  }
};

/** docker-compose.yml: its shape, its references, and that nothing in it is unsafe without somebody saying so. */
export const checkCompose = (path, { root }) => {
  const problems = new Problems('docker-compose.yml');
  const all = parse(readFileSync(path, 'utf8'), { merge: true });
  const used = Object.fromEntries(Object.entries(all).filter(([key]) => !key.startsWith('x-')));
  const parsed = composeSchema.safeParse(used);
  if (!parsed.success) {
    for (const { path: at, message } of parsed.error.issues) problems.add(at.join('.'), message);
    return { problems: problems.list, checked: 'its shape', services: {} };
  }
  for (const [name, item] of Object.entries(parsed.data.services)) {
    checkHardening(name, item, item.build !== undefined, problems);
    checkSecrets(name, item, problems);
    checkReferences(name, item, parsed.data, root, problems);
  }
  const { services } = parsed.data;
  for (const [name, options] of Object.entries(needed)) {
    const command = services[name]?.command?.join(' ') ?? '';
    for (const option of options)
      problems.expect(command.includes(option), `services.${name}.command`, `expected ${option}`);
  }
  return { problems: problems.list, checked: `${Object.keys(services).length} services`, services };
};
