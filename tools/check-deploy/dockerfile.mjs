import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPinned, Problems } from './problems.mjs';

/** Instructions of a Dockerfile: continuation lines joined, comments dropped. */
export const readInstructions = (text) => {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  const instructions = [];
  let open = '';
  for (const line of lines) {
    open += line.replace(/\\\s*$/, ' ');
    if (/\\\s*$/.test(line)) continue;
    const [, name, rest] = /^\s*([A-Za-z]+)\s+(.*)$/s.exec(open) ?? [];
    if (name) instructions.push({ name: name.toUpperCase(), rest: rest.trim() });
    else if (open.trim()) instructions.push({ name: '?', rest: open.trim() });
    open = '';
  }
  return instructions;
};

const known = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(' '),
);

/** Stages by name, each with the instructions of the stages it is built from before its own. */
const readStages = (instructions, problems) => {
  const args = {};
  const stages = new Map();
  let stage;
  for (const { name, rest } of instructions) {
    if (!known.has(name)) problems.add(rest, `unknown instruction ${name}`);
    if (name === 'ARG' && !stage) {
      const [key, value] = rest.split('=');
      args[key] = value;
    } else if (name === 'FROM') {
      const [, from, as] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(rest) ?? [];
      const base = from?.replace(/\$\{(\w+)\}/g, (_, key) => args[key] ?? '');
      problems.expect(as, rest, 'a stage needs a name (FROM image AS name)');
      problems.expect(base && (stages.has(base) || isPinned(base)), rest, `the base image is not pinned: ${base}`);
      stage = { name: as, own: [], inherited: stages.get(base)?.all() ?? [], all: () => [] };
      const made = stage;
      made.all = () => [...made.inherited, ...made.own];
      stages.set(as, made);
    } else if (stage) stage.own.push({ name, rest });
    else problems.add(rest, `${name} before the first FROM`);
  }
  return stages;
};

/** Where a COPY reads: a stage, or the folder that is sent to the build. */
const checkCopy = (rest, stages, root, problems) => {
  const from = /--from=(\S+)/.exec(rest)?.[1];
  if (from) return problems.expect(stages.has(from), `COPY ${rest}`, `no stage is named ${from}`);
  const sources = rest
    .replace(/--\S+\s+/g, '')
    .split(/\s+/)
    .slice(0, -1);
  for (const source of sources)
    problems.expect(existsSync(join(root, source)), `COPY ${rest}`, `${source} is not in the repository`);
};

const isExec = (rest) => {
  try {
    return Array.isArray(JSON.parse(rest.slice(rest.indexOf('['))));
  } catch {
    return false;
  }
};

/** What an image that runs must have: a user by number that is not root, a health check, PID 1 that passes signals on. */
const checkTarget = (target, stages, problems) => {
  const instructions = stages.get(target)?.all();
  if (!instructions) return problems.add(target, 'there is no such stage');
  const last = (name) => instructions.findLast((instruction) => instruction.name === name)?.rest;
  problems.expect(/^[1-9]\d*:[1-9]\d*$/.test(last('USER') ?? ''), target, 'USER: expected uid:gid, neither of them 0');
  problems.expect(isExec(last('CMD') ?? ''), target, 'CMD: expected a JSON array, so that signals reach the process');
  problems.expect(isExec(last('ENTRYPOINT') ?? ''), target, 'ENTRYPOINT: expected a JSON array');
  problems.expect(/CMD \[/.test(last('HEALTHCHECK') ?? ''), target, 'HEALTHCHECK: expected one');
  const silent = instructions.some(({ name, rest }) => name === 'ENV' && /\bORT_DISABLE_TELEMETRY=1\b/.test(rest));
  problems.expect(silent, target, 'ENV: expected ORT_DISABLE_TELEMETRY=1, or ONNX Runtime sends usage data out');
  const script = JSON.parse(isExec(last('CMD') ?? '') ? last('CMD') : '[]').find((word) => /\.m?js$/.test(word));
  const folder = script?.split('/dist/')[0];
  const copied = instructions.some(({ name, rest }) => name === 'COPY' && rest.includes(`${folder}/dist`));
  problems.expect(folder && copied, target, `CMD runs ${script}, which no COPY brings`);
};

/**
 * A Dockerfile against the repository: it parses, every stage has a name and a pinned base, every COPY has a source,
 * and the images that run are not root's.
 */
export const checkDockerfile = (path, { root, targets }) => {
  const problems = new Problems('Dockerfile');
  const instructions = readInstructions(readFileSync(path, 'utf8'));
  const stages = readStages(instructions, problems);
  for (const { own } of stages.values())
    for (const { name, rest } of own) {
      if (name === 'COPY') checkCopy(rest, stages, root, problems);
      if (name === 'ADD') problems.add(`ADD ${rest}`, 'use COPY');
      if (name === 'ENV' || name === 'ARG')
        problems.expect(!/(SECRET|PASSWORD|TOKEN|_KEY)\w*=/.test(rest), `${name} ${rest}`, 'a secret in an image');
    }
  for (const target of targets) checkTarget(target, stages, problems);
  return { problems: problems.list, checked: `${stages.size} stages, ${instructions.length} instructions` };
};
