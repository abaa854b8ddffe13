import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BundleManifest, EchoError, type GenerateGraph, type ReadGraph, bundleSchema } from '@echocohort/shared';
import { checkAnchors } from './anchors.js';
import { type Bundle, bundleError } from './bundle.js';
import { verifyFile } from './bundle-file.js';
import { type GraphKind, checkGraph } from './check-graph.js';
import { type OutlineGraph, checkEfMethod, checkOutlines } from './check-readers.js';
import { InferenceThread } from '../onnx/inference-thread.js';
import { inspectionOptions } from '../onnx/session-options.js';

const MANIFEST_FILE = 'bundle.json';

const parseManifest = (bytes: Buffer): BundleManifest => {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw bundleError(MANIFEST_FILE, `expected JSON: ${(cause as Error).message}`, cause);
  }
  const parsed = bundleSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    field: `${MANIFEST_FILE} ${path.join('.')}`,
    expected: message,
  }));
  const words = issues.map(({ field, expected }) => `${field}: ${expected}`).join('; ');
  throw new EchoError('bundle-invalid', words, { issues, cause: parsed.error });
};

interface NamedGraph {
  readonly kind: GraphKind;
  readonly graph: GenerateGraph | ReadGraph;
}

const graphsOf = ({ graphs }: BundleManifest): NamedGraph[] => [
  ...graphs.generate.map((graph) => ({ kind: 'generate' as const, graph })),
  ...(graphs.read ? [{ kind: 'read' as const, graph: graphs.read }] : []),
];

/** The golden sample must be one that this bundle can make. */
const checkGolden = (manifest: BundleManifest, sizeBytes: number): void => {
  const { golden, anchors, frame, maxFrames } = manifest;
  const field = `${MANIFEST_FILE} golden`;
  if (anchors === undefined || golden.anchor >= anchors.count)
    throw bundleError(`${field}.anchor`, `expected one of the bundle's ${anchors?.count ?? 0} anchor frames`);
  if (golden.frames < 2 || golden.frames > maxFrames)
    throw bundleError(`${field}.frames`, `expected 2..${maxFrames}, got ${golden.frames}`);
  const expected = golden.frames * frame.height * frame.width;
  if (sizeBytes !== expected) throw bundleError(golden.file, `expected ${expected} bytes, got ${sizeBytes}`);
};

/** Opens each graph without running it. Graphs for CUDA cannot be opened elsewhere: theirs waits for startSampler. */
const checkGraphs = async (dir: string, manifest: BundleManifest): Promise<void> => {
  const thread = new InferenceThread();
  const opened: OutlineGraph[] = [];
  try {
    for (const { kind, graph } of graphsOf(manifest)) {
      checkGraph(manifest, kind, graph, null);
      if (graph.layout === 'cuda') continue;
      const metadata = await thread
        .load(graph.file, join(dir, graph.file), inspectionOptions)
        .catch((cause: unknown) => {
          throw cause instanceof EchoError
            ? cause
            : bundleError(graph.file, `expected an ONNX graph: ${(cause as Error).message}`, cause);
        });
      checkGraph(manifest, kind, graph, metadata);
      opened.push({ file: graph.file, outputs: graph.outputs, metadata });
      await thread.release(graph.file);
    }
    checkOutlines(opened);
  } finally {
    await thread.close();
  }
};

/**
 * Opens a model bundle: a folder with bundle.json and the files that it names. Nothing is taken on trust: schema, presence
 * and SHA-256 of each file, shape of the anchor frames, and names, dtypes and shapes of each graph.
 * @throws EchoError `bundle-invalid` naming the file and what was expected of it
 */
export const openBundle = async (dir: string): Promise<Bundle> => {
  const bytes = await readFile(join(dir, MANIFEST_FILE)).catch((cause: unknown) => {
    throw bundleError(MANIFEST_FILE, `expected a file in ${dir}`, cause);
  });
  const manifest = parseManifest(bytes);
  checkEfMethod(manifest);
  for (const { graph } of graphsOf(manifest)) await verifyFile(dir, graph.file, graph.sha256);
  const { golden, anchors, frame } = manifest;
  checkGolden(manifest, await verifyFile(dir, golden.file, golden.sha256));
  const anchorOffset = anchors
    ? await checkAnchors(dir, anchors, frame, await verifyFile(dir, anchors.file, anchors.sha256))
    : null;
  await checkGraphs(dir, manifest);
  return { manifest, dir, fingerprint: createHash('sha256').update(bytes).digest('hex'), anchorOffset };
};
