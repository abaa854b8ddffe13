import { checkSchemas } from './kubernetes-schema.mjs';
import { isPinned, Problems } from './problems.mjs';

const podOf = (object) => object.spec?.template?.spec;
const containersOf = (object) => [...(podOf(object).initContainers ?? []), ...podOf(object).containers];
const nameOf = ({ kind, metadata }) => `${kind} ${metadata.name}`;

const matches = (labels, { matchLabels = {}, matchExpressions = [] } = {}) =>
  Object.entries(matchLabels).every(([key, value]) => labels?.[key] === value) &&
  matchExpressions.every(({ key, operator, values }) => operator === 'In' && values.includes(labels?.[key]));

/** What every container of a pod must be, those among them that run before the others and end. */
const checkGuards = (where, container, problems) => {
  const { image, resources, securityContext: security, name } = container;
  const at = `${where}, container ${name}`;
  problems.expect(isPinned(image), at, `the image is not pinned: ${image}`);
  problems.expect(security?.readOnlyRootFilesystem === true, at, 'expected a read-only root file system');
  problems.expect(security?.allowPrivilegeEscalation === false, at, 'expected allowPrivilegeEscalation: false');
  problems.expect(security?.capabilities?.drop?.includes('ALL'), at, 'expected all capabilities dropped');
  for (const kind of ['requests', 'limits'])
    for (const unit of ['cpu', 'memory']) problems.expect(resources?.[kind]?.[unit], at, `expected ${kind}.${unit}`);
  const password = container.env?.find((item) => /PASSWORD|SECRET|ACCESS_KEY|AUTH/.test(item.name) && item.value);
  problems.expect(!password, at, `${password?.name} stands in the open`);
};

const checkProbes = (where, container, problems) => {
  const at = `${where}, container ${container.name}`;
  const ports = new Set((container.ports ?? []).flatMap((port) => [port.name, port.containerPort]));
  for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
    problems.expect(container[probe], at, `expected a ${probe}`);
    const port = container[probe]?.httpGet?.port;
    problems.expect(port === undefined || ports.has(port), at, `${probe} asks port ${port}, which it does not have`);
  }
};

const checkPod = (object, problems) => {
  const where = nameOf(object);
  const { securityContext: security, volumes = [], ...pod } = podOf(object);
  problems.expect(security?.runAsNonRoot === true && security.runAsUser > 0, where, 'expected a user that is not root');
  problems.expect(security?.seccompProfile?.type === 'RuntimeDefault', where, 'expected seccomp RuntimeDefault');
  const usesToken = pod.serviceAccountName !== undefined;
  problems.expect(
    usesToken || pod.automountServiceAccountToken === false,
    where,
    'a token that nobody uses is mounted',
  );
  problems.expect(pod.terminationGracePeriodSeconds > 0, where, 'expected terminationGracePeriodSeconds');
  for (const container of containersOf(object)) checkGuards(where, container, problems);
  for (const container of pod.containers) checkProbes(where, container, problems);
  const names = new Set(
    [...volumes, ...(object.spec.volumeClaimTemplates ?? []).map((v) => v.metadata)].map((v) => v.name),
  );
  for (const { name } of containersOf(object).flatMap((container) => container.volumeMounts ?? []))
    problems.expect(names.has(name), where, `mounts volume ${name}, which it does not have`);
};

/** ConfigMaps and secrets that a pod reads, and the keys it names. */
const readsOf = (object) =>
  containersOf(object).flatMap(({ envFrom = [], env = [] }) => [
    ...envFrom.map((from) => ({
      kind: from.secretRef ? 'Secret' : 'ConfigMap',
      ...(from.secretRef ?? from.configMapRef),
    })),
    ...env.flatMap(({ valueFrom }) => (valueFrom?.secretKeyRef ? [{ kind: 'Secret', ...valueFrom.secretKeyRef }] : [])),
  ]);

const checkReads = (object, objects, outside, problems) => {
  for (const { kind, name, key } of readsOf(object)) {
    if (outside.includes(name)) continue;
    const found = objects.find((other) => other.kind === kind && other.metadata.name === name);
    problems.expect(found, nameOf(object), `reads ${kind} ${name}, which is not there`);
    problems.expect(!found || !key || key in found.data, nameOf(object), `reads key ${key} of ${name}, which lacks it`);
  }
};

const checkSelectors = (object, pods, problems) => {
  const { kind, spec } = object;
  const hit = (selector) => pods.some((pod) => matches(pod.spec.template.metadata.labels, selector));
  const where = nameOf(object);
  if (kind === 'Service') {
    problems.expect(hit({ matchLabels: spec.selector }), where, 'selects no pod');
    const chosen = pods.find((pod) => matches(pod.spec.template.metadata.labels, { matchLabels: spec.selector }));
    const ports = chosen ? podOf(chosen).containers.flatMap((container) => container.ports ?? []) : [];
    for (const { targetPort } of spec.ports)
      problems.expect(
        ports.some((port) => port.name === targetPort),
        where,
        `no port is named ${targetPort}`,
      );
  }
  if (kind === 'PodDisruptionBudget') problems.expect(hit(spec.selector), where, 'selects no pod');
  if (kind === 'NetworkPolicy') problems.expect(hit(spec.podSelector), where, 'selects no pod');
  if (kind === 'HorizontalPodAutoscaler') {
    const target = pods.find(
      (pod) => pod.kind === spec.scaleTargetRef.kind && pod.metadata.name === spec.scaleTargetRef.name,
    );
    problems.expect(target, where, 'scales what is not there');
    problems.expect(
      target?.spec.replicas === undefined,
      where,
      'its target sets replicas, so each apply undoes the scaling',
    );
  }
};

/**
 * Rendered objects: each valid in its API, pods locked down, and every name that one uses for another leads somewhere.
 * @param outside names of secrets that an overlay has to bring
 */
export const checkKubernetes = async (place, objects, { outside = [] } = {}) => {
  const problems = new Problems(place);
  await checkSchemas(objects, problems);
  const pods = objects.filter((object) => podOf(object)?.containers);
  const ids = objects.map(nameOf);
  for (const id of new Set(ids))
    problems.expect(ids.filter((other) => other === id).length === 1, id, 'is there twice');
  for (const pod of pods) {
    checkPod(pod, problems);
    checkReads(pod, objects, outside, problems);
    const closed = objects.some(
      ({ kind, spec }) =>
        kind === 'NetworkPolicy' &&
        matches(pod.spec.template.metadata.labels, spec.podSelector) &&
        !spec.ingress &&
        !spec.egress &&
        spec.policyTypes?.length === 2,
    );
    problems.expect(closed, nameOf(pod), 'no policy closes its network');
  }
  for (const object of objects) checkSelectors(object, pods, problems);
  return { problems: problems.list, checked: `${objects.length} objects` };
};
