import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';

/** What a kustomization of this repository may use. `render` knows these and refuses the rest. */
const fields = new Set(
  'apiVersion kind namespace labels resources components configMapGenerator secretGenerator images patches'.split(' '),
);

export const readObjects = (text) =>
  parseAllDocuments(text, { merge: true })
    .map((document) => {
      if (document.errors[0]) throw document.errors[0];
      return document.toJS();
    })
    .filter((object) => object !== null);

const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A strategic merge for what has no merge key: objects key by key, anything else replaced. */
const merge = (into, patch) => {
  if (!isRecord(into) || !isRecord(patch)) return patch;
  const merged = { ...into };
  for (const [key, value] of Object.entries(patch)) merged[key] = merge(into[key], value);
  return merged;
};

const isSame = (a, b) => a.kind === b.kind && a.metadata.name === b.metadata.name;

/** The generators' objects, without the hash that kustomize puts behind their names. */
const generate = (dir, { name, envs = [], literals = [], ...rest }, kind) => {
  const unknown = Object.keys(rest).find((key) => key !== 'behavior');
  if (unknown) throw new Error(`${dir}: the check does not know the generator's ${unknown}`);
  const lines = [...envs.flatMap((file) => readFileSync(join(dir, file), 'utf8').split('\n')), ...literals];
  const pairs = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  if (kind === 'ConfigMap') return { apiVersion: 'v1', kind, metadata: { name }, data: Object.fromEntries(pairs) };
  const data = Object.fromEntries(pairs.map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
  return { apiVersion: 'v1', kind, metadata: { name }, type: 'Opaque', data };
};

const templates = (object) =>
  [object, object.spec?.template, ...(object.spec?.volumeClaimTemplates ?? [])].filter(Boolean);

const label = (object, { pairs }) => {
  for (const part of templates(object))
    part.metadata = { ...part.metadata, labels: { ...part.metadata?.labels, ...pairs } };
};

const setTag = (object, { name, newTag }) => {
  const { containers = [], initContainers = [] } = object.spec?.template?.spec ?? {};
  for (const container of [...initContainers, ...containers])
    if (container.image.replace(/:[^/]*$/, '') === name) container.image = `${name}:${newTag}`;
};

/**
 * The objects of a kustomization folder, with nothing but Node: what `kubectl kustomize` makes of it.
 * @param given what a component is added to
 */
export const render = (dir, given = []) => {
  const file = parse(readFileSync(join(dir, 'kustomization.yaml'), 'utf8'));
  const unknown = Object.keys(file).find((key) => !fields.has(key));
  if (unknown) throw new Error(`${dir}/kustomization.yaml: the check does not know ${unknown}`);
  let objects = (file.resources ?? []).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? render(path) : readObjects(readFileSync(path, 'utf8'));
  });
  objects = (file.components ?? []).reduce((all, name) => render(join(dir, name), all), [...given, ...objects]);
  const generators = [
    ...(file.configMapGenerator ?? []).map((item) => [item, 'ConfigMap']),
    ...(file.secretGenerator ?? []).map((item) => [item, 'Secret']),
  ];
  for (const [item, kind] of generators) {
    const made = generate(dir, item, kind);
    const there = objects.some((object) => isSame(object, made));
    if (there !== (item.behavior === 'merge')) throw new Error(`${dir}: ${kind} ${item.name}: wrong behavior`);
    objects = there
      ? objects.map((object) => (isSame(object, made) ? merge(object, made) : object))
      : [...objects, made];
  }
  for (const { path } of file.patches ?? []) {
    const [patch] = readObjects(readFileSync(join(dir, path), 'utf8'));
    if (!objects.some((object) => isSame(object, patch))) throw new Error(`${dir}/${path}: there is nothing to patch`);
    objects = objects.map((object) => (isSame(object, patch) ? merge(object, patch) : object));
  }
  for (const object of objects) {
    for (const labels of file.labels ?? []) label(object, labels);
    for (const image of file.images ?? []) setTag(object, image);
    if (file.namespace && object.kind !== 'Namespace') object.metadata.namespace = file.namespace;
  }
  return objects;
};

const withoutHashes = (text, names) =>
  names.reduce((all, name) => all.replace(new RegExp(`\\b${name}-[a-z0-9]{10}\\b`, 'g'), name), text);

/** kubectl breaks long base64 into lines. */
const inOneLine = (object) =>
  object.kind === 'Secret'
    ? {
        ...object,
        data: Object.fromEntries(Object.entries(object.data).map(([key, v]) => [key, v.replace(/\s/g, '')])),
      }
    : object;

const sorted = (objects) =>
  objects
    .map(inOneLine)
    .toSorted((a, b) => `${a.kind}/${a.metadata.name}`.localeCompare(`${b.kind}/${b.metadata.name}`));

/**
 * Holds `render` against kubectl, where there is one.
 * @returns `equal`, `absent`, or what differs
 */
export const compareWithKubectl = (dir, objects) => {
  const { status, stdout, stderr, error } = spawnSync('kubectl', ['kustomize', dir], { encoding: 'utf8' });
  if (error?.code === 'ENOENT') return 'absent';
  if (status !== 0) return `kubectl kustomize refuses it: ${stderr.trim()}`;
  const generated = objects.filter(({ kind }) => kind === 'ConfigMap' || kind === 'Secret');
  const theirs = sorted(
    readObjects(
      withoutHashes(
        stdout,
        generated.map(({ metadata }) => metadata.name),
      ),
    ),
  );
  const ours = sorted(objects);
  const odd = theirs.find((object, at) => !isDeepStrictEqual(object, ours[at]));
  if (theirs.length !== ours.length) return `kubectl renders ${theirs.length} objects and the check ${ours.length}`;
  return odd ? `kubectl renders ${odd.kind} ${odd.metadata.name} otherwise` : 'equal';
};
