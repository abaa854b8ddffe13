/**
 * Checks all that deploys the system, with no container engine and no cluster: docker-compose.yml, the Dockerfile,
 * the Kubernetes manifests and Prometheus' configuration. Prints what it checked; exits 1 with each fault named.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkCompose } from './check-deploy/compose.mjs';
import { checkDockerfile } from './check-deploy/dockerfile.mjs';
import { checkEnvironment } from './check-deploy/environment.mjs';
import { checkKubernetes } from './check-deploy/kubernetes.mjs';
import { checkReleases } from './check-deploy/releases.mjs';
import { compareWithKubectl, render } from './check-deploy/render.mjs';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

/** Keys of the standalone secret that the stores read and the apps do not. */
const storesOnly = new Set(['POSTGRES_PASSWORD', 'REDIS_PASSWORD']);
/** Keys of the same secret, which workers get as well, that the API alone reads. */
const apiOnly = new Set(['WEBHOOKS_KEY']);

const promtool = (root, ...words) => {
  const { status, stdout, stderr, error } = spawnSync('promtool', words, { cwd: root, encoding: 'utf8' });
  const reason = error ? `promtool does not run: ${error.message}` : `${stdout}${stderr}`.trim();
  return status === 0 ? [] : [`deploy/prometheus: ${reason}`];
};

const ruleTests = (root) => globSync('deploy/prometheus/rules/*.test.yml', { cwd: root });

/** The configuration with the alerts that it names, and what the alerts do with made-up figures. */
const checkPrometheus = (root) => ({
  problems: [
    ...promtool(root, 'check', 'config', 'deploy/prometheus/prometheus.yml'),
    ...ruleTests(root).flatMap((file) => promtool(root, 'test', 'rules', file)),
  ],
  checked: 'promtool check config, promtool test rules',
});

/** An overlay with every component, which no committed one has. */
const everyComponent = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../../base]
components: [../../components/deletion-cost]
`;

/**
 * A copy of deploy/k8s in which the standalone overlay has fresh secrets, as its first lines say, and another overlay all
 * components.
 */
const manifestsWithSecrets = (root) => {
  const copy = mkdtempSync(join(tmpdir(), 'echocohort-k8s-'));
  cpSync(join(root, 'deploy/k8s'), copy, { recursive: true });
  const { stdout } = spawnSync(process.execPath, ['deploy/make-env.mjs', '--kubernetes'], { cwd: root });
  writeFileSync(join(copy, 'overlays/standalone/secrets.env'), stdout);
  mkdirSync(join(copy, 'overlays/components'));
  writeFileSync(join(copy, 'overlays/components/kustomization.yaml'), everyComponent);
  return copy;
};

const checkManifest = async (copy, name, outside) => {
  const place = `deploy/k8s/${name}`;
  try {
    const objects = render(join(copy, name));
    const { problems, checked } = await checkKubernetes(place, objects, { outside });
    const theirs = compareWithKubectl(join(copy, name), objects);
    if (theirs !== 'equal' && theirs !== 'absent') problems.push(`${place}: ${theirs}`);
    const compared = theirs === 'equal' ? 'kubectl renders the same' : 'no kubectl here to compare with';
    return { problems, checked: `${checked}, ${compared}`, objects };
  } catch (error) {
    return { problems: [`${place}: ${error.message}`], checked: 'its files', objects: [] };
  }
};

/** What is rendered, by the part that it is: its folder in the copy, and the secrets that somebody else makes. */
const manifests = {
  base: { place: 'deploy/k8s/base', folder: 'base', outside: ['echocohort-secrets'] },
  components: { place: 'deploy/k8s/components', folder: 'overlays/components', outside: ['echocohort-secrets'] },
  standalone: { place: 'deploy/k8s/overlays/standalone', folder: 'overlays/standalone', outside: [] },
};

const checkManifests = async (root, names) => {
  const copy = manifestsWithSecrets(root);
  try {
    const found = {};
    for (const { place, folder, outside } of names.map((name) => manifests[name]))
      found[place] = await checkManifest(copy, folder, outside);
    return found;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

/** What each place hands to the apps as environment, and which names go to both from one list. */
const environmentsOf = (services, objects) => {
  const given = [];
  for (const app of ['api', 'worker']) {
    const names = Object.keys(services[app]?.environment ?? {});
    given.push({ place: `docker-compose.yml, ${app}`, app, names, whole: true });
  }
  const keysOf = (kind) => Object.keys(objects.find((object) => object.kind === kind)?.data ?? {});
  const config = keysOf('ConfigMap');
  for (const { kind, metadata, spec } of objects) {
    if (kind !== 'Deployment') continue;
    const own = spec.template.spec.containers.flatMap(({ env }) => env.map(({ name }) => name));
    const isRead = (key) => !storesOnly.has(key) && (metadata.name === 'api' || !apiOnly.has(key));
    const names = [...own, ...config, ...keysOf('Secret').filter(isRead)];
    given.push({ place: `deploy/k8s/overlays/standalone, ${metadata.name}`, app: metadata.name, names, whole: true });
  }
  return { given, shared: new Set([...config, 'DEFAULT_MODEL']) };
};

const parts = ['compose', 'dockerfile', ...Object.keys(manifests), 'prometheus', 'environment', 'releases'];

/**
 * @param only the parts to check, all when left out; `environment` reads what `compose` and `standalone` found
 * @returns `{ problems, checked }` by what was checked
 */
export const checkDeployment = async (root = repository, only = parts) => {
  const found = {};
  if (only.includes('compose')) found['docker-compose.yml'] = checkCompose(join(root, 'docker-compose.yml'), { root });
  if (only.includes('dockerfile'))
    found['deploy/docker/Dockerfile'] = checkDockerfile(join(root, 'deploy/docker/Dockerfile'), {
      root,
      targets: ['api', 'worker', 'worker-cuda'],
    });
  const rendered = Object.keys(manifests).filter((name) => only.includes(name));
  if (rendered.length > 0) Object.assign(found, await checkManifests(root, rendered));
  if (only.includes('prometheus')) found['deploy/prometheus'] = checkPrometheus(root);
  if (only.includes('environment')) {
    const services = found['docker-compose.yml']?.services ?? {};
    const { given, shared } = environmentsOf(services, found['deploy/k8s/overlays/standalone']?.objects ?? []);
    found.environment = checkEnvironment(root, given, shared);
  }
  if (only.includes('releases')) found.releases = checkReleases(root);
  return found;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sections = await checkDeployment();
  for (const [name, { problems, checked }] of Object.entries(sections)) {
    console.log(`${problems.length === 0 ? 'ok   ' : 'WRONG'} ${name}: ${checked}`);
    for (const problem of problems) console.log(`      ${problem}`);
  }
  process.exitCode = Object.values(sections).some(({ problems }) => problems.length > 0) ? 1 : 0;
}
