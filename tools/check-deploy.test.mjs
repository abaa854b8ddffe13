/** The check of the deployment files: what is committed passes, and each fault planted in a copy is named. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkDeployment } from './check-deploy.mjs';
import { isPinned } from './check-deploy/problems.mjs';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
let scratch;

before(() => {
  scratch = mkdtempSync(join(tmpdir(), 'echocohort-check-deploy-'));
});
after(() => rmSync(scratch, { recursive: true, force: true }));

/** A repository whose deployment files are its own and whose sources are the real ones. */
const copyRepository = () => {
  const root = mkdtempSync(join(scratch, 'copy-'));
  for (const name of readdirSync(repository)) {
    if (name === 'deploy' || name === 'docker-compose.yml')
      cpSync(join(repository, name), join(root, name), { recursive: true });
    else symlinkSync(join(repository, name), join(root, name));
  }
  return root;
};

/** The parts that a fault in `file` concerns. */
const partsOf = (file, name) => {
  if (name.startsWith('releases')) return ['releases'];
  if (name.includes('variable')) return ['compose', 'standalone', 'environment'];
  if (file.startsWith('deploy/k8s')) return [file.startsWith(standalone) ? 'standalone' : 'base'];
  return { 'docker-compose.yml': ['compose'], 'deploy/docker/Dockerfile': ['dockerfile'] }[file] ?? ['prometheus'];
};

const problemsOf = async (root, only) =>
  Object.values(await checkDeployment(root, only)).flatMap(({ problems }) => problems);

test('what is committed has no fault', async () => {
  assert.deepEqual(await problemsOf(repository), []);
});

test('a copy of it has none either, so that the faults below are the planted ones', async () => {
  assert.deepEqual(await problemsOf(copyRepository()), []);
});

const api = 'deploy/k8s/base/api.yaml';
const worker = 'deploy/k8s/base/worker.yaml';
const standalone = 'deploy/k8s/overlays/standalone';

const faults = [
  ['a Deployment without selector', api, 'selector: { matchLabels: *labels }', '', /selector/],
  [
    'a field that Kubernetes does not know',
    api,
    'revisionHistoryLimit',
    'revisionHistoryLimits',
    /revisionHistoryLimits/,
  ],
  ['a number given as a word', worker, 'replicas: 2', 'replicas: two', /replicas must be integer/],
  ['a kind that its API lacks', api, 'kind: PodDisruptionBudget', 'kind: PodBudget', /no PodBudget in policy\/v1/],
  ['a pod that may be root', api, 'runAsNonRoot: true', 'runAsNonRoot: false', /not root/],
  ['a writable root file system', worker, 'readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false', /read-only/],
  ['kept capabilities', api, 'drop: [ALL]', 'drop: [NET_RAW]', /capabilities/],
  ['no seccomp profile', worker, 'seccompProfile: { type: RuntimeDefault }', '', /seccomp/],
  ['no memory limit', api, "limits: { cpu: '2', memory: 1Gi", "limits: { cpu: '2'", /limits\.memory/],
  [
    'an init container without a memory limit',
    api,
    "limits: { cpu: '1', memory: 256Mi }",
    "limits: { cpu: '1' }",
    /container migrate: expected limits\.memory/,
  ],
  ['no readiness probe', worker, 'readinessProbe', 'readyProbe', /readinessProbe/],
  [
    'a probe of a port that is not there',
    api,
    'port: http }, periodSeconds: 10',
    'port: web }, periodSeconds: 10',
    /web/,
  ],
  [
    'a service that selects nothing',
    api,
    'selector: { app.kubernetes.io/name: api }',
    'selector: { app: x }',
    /no pod/,
  ],
  ['an autoscaler of nothing', api, 'kind: Deployment, name: api', 'kind: Deployment, name: app', /not there/],
  ['replicas beside an autoscaler', api, 'revisionHistoryLimit: 5', 'replicas: 2', /undoes the scaling/],
  ['a ConfigMap that nobody makes', api, 'name: echocohort-config', 'name: echocohort-conf', /is not there/],
  ['a secret key that nobody makes', `${standalone}/redis.yaml`, 'key: REDIS_PASSWORD', 'key: REDIS_PASS', /lacks it/],
  [
    'a password in a manifest',
    `${standalone}/postgres.yaml`,
    /- name: POSTGRES_PASSWORD\n.*$/m,
    '- { name: POSTGRES_PASSWORD, value: hunter2 }',
    /in the open/,
  ],
  [
    'no policy that closes the network',
    'deploy/k8s/base/network-policies.yaml',
    'policyTypes: [Ingress, Egress]',
    'policyTypes: [Ingress]',
    /no policy closes/,
  ],
  [
    'an unpinned image',
    `${standalone}/redis.yaml`,
    'redis:7.2.16-bookworm',
    'redis:latest',
    /not pinned: redis:latest/,
  ],
  [
    'a volume that is not there',
    `${standalone}/redis.yaml`,
    'name: data, mountPath',
    'name: date, mountPath',
    /volume date/,
  ],
  ['an indentation that breaks YAML', worker, '  replicas: 2', '   replicas: 2', /./],
  ['compose: a misspelt key', 'docker-compose.yml', 'stop_grace_period', 'stop_grace_time', /stop_grace_time/],
  ['compose: a default password', 'docker-compose.yml', /\$\{POSTGRES_PASSWORD:\?[^}]*\}$/m, 'postgres', /no default/],
  [
    'compose: a password in a URL',
    'docker-compose.yml',
    /\$\{REDIS_PASSWORD:\?[^}]*\}@/,
    'redis@',
    /password in the URL/,
  ],
  ['compose: a floating image', 'docker-compose.yml', 'redis:7.2.16-bookworm', 'redis:7', /not pinned: redis:7/],
  ['compose: root', 'docker-compose.yml', "user: '1000:1000'", "user: '0:0'", /root runs here/],
  [
    'compose: no Redis log',
    'docker-compose.yml',
    "- --appendonly\n      - 'yes'",
    "- --appendonly\n      - 'no'",
    /appendonly yes/,
  ],
  ['compose: a scratch that root may own', 'docker-compose.yml', ',uid=1000,gid=1000', '', /may be root's/],
  ['compose: doors without a key', 'docker-compose.yml', '-ip=127.0.0.1', '-ip=s3', /expected -ip=127\.0\.0\.1/],
  ['compose: usage data of the S3 server', 'docker-compose.yml', '- -master.telemetry=false', '', /telemetry=false/],
  ['compose: evicted jobs', 'docker-compose.yml', '- noeviction', '- allkeys-lru', /noeviction/],
  [
    'compose: a dependency that is not there',
    'docker-compose.yml',
    'redis: { condition',
    'rediz: { condition',
    /no service rediz/,
  ],
  [
    'compose: a port for everybody',
    'docker-compose.yml',
    "'127.0.0.1:9090:9090'",
    "'9090:9090'",
    /open to the network/,
  ],
  [
    'compose: a file that is not there',
    'docker-compose.yml',
    './deploy/prometheus/prometheus.yml',
    './prometheus.yml',
    /not there/,
  ],
  ['compose: a variable that the API does not read', 'docker-compose.yml', "PORT: '8080'", "PORTS: '8080'", /PORTS/],
  ['compose: a missing variable', 'docker-compose.yml', 'DATABASE_URL: ', 'DATABASE: ', /DATABASE_URL: expected/],
  ['config: a variable that nobody reads', 'deploy/k8s/base/config.env', 'LOG_LEVEL', 'LOGLEVEL', /LOGLEVEL/],
  ['Dockerfile: a source that is not there', 'deploy/docker/Dockerfile', 'COPY nx.json', 'COPY nx.yaml', /nx\.yaml/],
  [
    'Dockerfile: a stage that is not there',
    'deploy/docker/Dockerfile',
    '--from=api-modules',
    '--from=modulez',
    /modulez/,
  ],
  ['Dockerfile: a floating base', 'deploy/docker/Dockerfile', '24.21.0-bookworm-slim', 'lts', /not pinned: node:lts/],
  ['Dockerfile: root', 'deploy/docker/Dockerfile', 'USER 1000:1000', 'USER root', /USER/],
  [
    'Dockerfile: usage data sent out',
    'deploy/docker/Dockerfile',
    'ENV ORT_DISABLE_TELEMETRY=1',
    '',
    /ORT_DISABLE_TELEMETRY/,
  ],
  [
    'Dockerfile: a shell as PID 1',
    'deploy/docker/Dockerfile',
    /^CMD .*$/m,
    'CMD node apps/api/dist/main.js',
    /JSON array/,
  ],
  ['Dockerfile: a misspelt instruction', 'deploy/docker/Dockerfile', 'EXPOSE 8080', 'EXPOSES 8080', /EXPOSES/],
  [
    'releases: another S3 server than the tests have',
    'docker-compose.yml',
    'seaweedfs:4.48',
    'seaweedfs:4.44',
    /4\.44/,
  ],
  ['releases: another Node in the images', 'deploy/docker/Dockerfile', 'node:24.21.0', 'node:24.20.0', /24\.20\.0/],
  ['releases: another Redis in the manifests', `${standalone}/redis.yaml`, 'redis:7.2.16', 'redis:7.2.15', /7\.2\.15/],
  [
    'Prometheus: a misspelt key',
    'deploy/prometheus/prometheus.yml',
    'scrape_interval',
    'scrape_intervall',
    /scrape_intervall/,
  ],
];

for (const [name, file, from, to, expected] of faults)
  test(`refused: ${name}`, async () => {
    const root = copyRepository();
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    const broken = text.replace(from, to);
    assert.notEqual(broken, text, `nothing to replace in ${file}`);
    writeFileSync(path, broken);
    const problems = await problemsOf(root, partsOf(file, name));
    assert.match(problems.join('\n'), expected);
  });

test('an image is pinned by a full version or a digest', () => {
  for (const image of ['redis:7.2.16-bookworm', 'a/b:v3.13.1', 'host:5000/a:1.2', `a@sha256:${'0'.repeat(64)}`])
    assert.ok(isPinned(image), image);
  for (const image of ['redis', 'redis:7', 'redis:latest', 'node:24-bookworm-slim', 'host:5000/a'])
    assert.ok(!isPinned(image), image);
});
