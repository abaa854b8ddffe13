import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const root = dirname(createRequire(import.meta.url).resolve('kubernetes-models/package.json'));

/** The typed model of an object's kind, or null when there is none. */
const modelOf = async ({ apiVersion, kind }) => {
  const models = await import(`kubernetes-models/${apiVersion}`).catch(() => ({}));
  return models[kind] ?? null;
};

/** Declarations of the models, which never change while this process lives. */
const parsed = new Map();

/**
 * Fields that Kubernetes does not know. Its API server drops them without a word and the validators of
 * kubernetes-models let them pass; TypeScript's check of literals against the same models does not.
 */
const unknownFields = (objects) => {
  const fileName = join(root, 'rendered-objects.ts');
  const lines = objects.map(
    (object, at) =>
      `export const o${at}: import('kubernetes-models/${object.apiVersion}').I${object.kind} = ${JSON.stringify(object)};`,
  );
  const options = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const readsDisk = host.getSourceFile;
  const source = ts.createSourceFile(fileName, lines.join('\n'), ts.ScriptTarget.ES2022, true);
  host.getSourceFile = (name, ...rest) => {
    if (name === fileName) return source;
    if (!parsed.has(name)) parsed.set(name, readsDisk(name, ...rest));
    return parsed.get(name);
  };
  const program = ts.createProgram([fileName], options, host);
  return program.getSemanticDiagnostics(source).map((diagnostic) => ({
    at: source.getLineAndCharacterOfPosition(diagnostic.start).line,
    what: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ').replace(/\s+/g, ' ').slice(0, 200),
  }));
};

/** Every object against the API of its kind: required fields, types, patterns, and no field that the API lacks. */
export const checkSchemas = async (objects, problems) => {
  const known = [];
  for (const object of objects) {
    const where = `${object.kind} ${object.metadata?.name}`;
    const Model = await modelOf(object);
    if (!Model) {
      problems.add(where, `there is no ${object.kind} in ${object.apiVersion}`);
      continue;
    }
    known.push(object);
    try {
      new Model(structuredClone(object)).validate();
    } catch (error) {
      problems.add(where, error.message);
    }
  }
  for (const { at, what } of unknownFields(known)) problems.add(`${known[at].kind} ${known[at].metadata.name}`, what);
};
