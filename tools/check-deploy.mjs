/**
 * Checks all that deploys the system, with no container engine and no cluster: docker-compose.yml, the Dockerfile,
 * the Kubernetes manifests and Prometheus' configuration. Prints what it checked; exits 1 with each fault named.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkCompose } from './check-deploy/compose.mjs';
import { checkDockerfile } from './check-deploy/dockerfile.mjs';
import { checkEnvironment } from './check-deploy/environment.mjs';
import { checkKubernetes } from './check-deploy/kubernetes.mjs';
import { compareWithKubectl, render } from './check-deploy/render.mjs';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

const checkPrometheus = (root) => {
  const { status, stdout, stderr, error } = spawnSync(
    'promtool',
    ['check', 'config', 'deploy/prometheus/prometheus.yml'],
    { cwd: root, encoding: 'utf8' },
  );
  const reason = error ? `promtool does not run: ${error.message}` : `${stdout}${stderr}`.trim();
  return { problems: status === 0 ? [] : [`deploy/prometheus: ${reason}`], checked: 'promtool check config' };
};

/** A copy of deploy/k8s in which the standalone overlay has fresh secrets, as its first lines say. */
const manifestsWithSecrets = (root) => {
  const copy = mkdtempSync(join(tmpdir(), 'echocohort-k8s-'));
  cpSync(join(root, 'deploy/k8s'), copy, { recursive: true });
  const { stdout } = spawnSync(process.execPath, ['deploy/make-env.mjs', '--kubernetes'], { cwd: root });
  writeFileSync(join(copy, 'overlays/standalone/secrets.env'), stdout);
  return copy;
};

const checkManifests = async (root) => {
  const copy = manifestsWithSecrets(root);
  try {
    const sections = {};
    for (const [name, outside] of [
      ['base', ['echocohort-secrets']],
      ['overlays/standalone', []],
    ]) {
      const objects = render(join(copy, name));
      const { problems, checked } = await checkKubernetes(`deploy/k8s/${name}`, objects, { outside });
      const theirs = compareWithKubectl(join(copy, name), objects);
      if (theirs !== 'equal' && theirs !== 'absent') problems.push(`deploy/k8s/${name}: ${theirs}`);
      const compared = theirs === 'equal' ? 'kubectl renders the same' : 'no kubectl here to compare with';
      sections[`deploy/k8s/${name}`] = { problems, checked: `${checked}, ${compared}`, objects };
    }
    return sections;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

/** What each place hands to the apps as environment. */
const environmentsOf = (services, objects) => {
  const given = [];
  for (const app of ['api', 'worker'])
    given.push({ place: `docker-compose.yml, ${app}`, app, names: Object.keys(services[app]?.environment ?? {}) });
  for (const { kind, metadata, spec } of objects) {
    if (kind !== 'Deployment') continue;
    const names = spec.template.spec.containers.flatMap(({ env }) => env.map(({ name }) => name));
    given.push({ place: `deploy/k8s, ${metadata.name}`, app: metadata.name, names });
  }
  const config = objects.find(({ kind }) => kind === 'ConfigMap');
  for (const app of ['api', 'worker'])
    given.push({ place: 'deploy/k8s/base/config.env', app, names: Object.keys(config?.data ?? {}) });
  return { given, shared: new Set(Object.keys(config?.data ?? {})) };
};

/** @returns `{ problems, checked }` by what was checked */
export const checkDeployment = async (root = repository) => {
  const { services, ...compose } = checkCompose(join(root, 'docker-compose.yml'), { root });
  const dockerfile = checkDockerfile(join(root, 'deploy/docker/Dockerfile'), { root, targets: ['api', 'worker'] });
  const manifests = await checkManifests(root);
  const { given, shared } = environmentsOf(services, manifests['deploy/k8s/overlays/standalone'].objects);
  return {
    'docker-compose.yml': compose,
    'deploy/docker/Dockerfile': dockerfile,
    ...manifests,
    'deploy/prometheus': checkPrometheus(root),
    environment: checkEnvironment(root, given, shared),
  };
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sections = await checkDeployment();
  for (const [name, { problems, checked }] of Object.entries(sections)) {
    console.log(`${problems.length === 0 ? 'ok   ' : 'WRONG'} ${name}: ${checked}`);
    for (const problem of problems) console.log(`      ${problem}`);
  }
  process.exitCode = Object.values(sections).some(({ problems }) => problems.length > 0) ? 1 : 0;
}
