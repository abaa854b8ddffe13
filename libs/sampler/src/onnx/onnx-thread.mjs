// The only file that knows ONNX Runtime. It runs as a worker thread, because a session's run() blocks the thread that it is
// called on. Plain JavaScript, so that the same file runs from src/ (tests) and, copied by the compiler, from dist/.
//
// Orders of an OrderPort, as { id, order }: { op: 'load', key, path, options } -> { id, answer: { inputs, outputs } }
//                                         { op: 'run', key, feeds }          -> { id, answer: { tensors, seconds, spent } }
//                                         { op: 'release', key }             -> { id, answer: {} }
// A tensor travels as { dtype, data, dims }; its buffer is handed over and not copied, and those of the feeds come back as
// `spent`. A failure -> { id, error: { code, message, issues } }.
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor, env } from 'onnxruntime-node';

// What goes wrong is thrown, and told by the other side; ONNX Runtime would write it to stderr besides.
env.logLevel = 'fatal';

// Shared with the other side: native code that comes back into a thread which is being ended takes the whole process down,
// so a thread is ended only while BUSY is 0, and begins nothing after STOP became 1.
const BUSY = 0;
const STOP = 1;
const flags = new Int32Array(workerData.flags);

/** @type {Map<string, InferenceSession>} */
const sessions = new Map();

/** @param {readonly InferenceSession.ValueMetadata[]} metadata */
const describe = (metadata) =>
  metadata.map((value) => ({
    name: value.name,
    dtype: value.isTensor ? value.type : 'none',
    dims: value.isTensor ? [...value.shape] : [],
  }));

/** @param {{ key: string, path: string, options: InferenceSession.SessionOptions }} request */
const load = async ({ key, path, options }) => {
  const session = await InferenceSession.create(path, options);
  sessions.set(key, session);
  return {
    answer: { inputs: describe(session.inputMetadata), outputs: describe(session.outputMetadata) },
    buffers: [],
  };
};

/**
 * Newer Node.js releases have a Float16Array, and ONNX Runtime then gives that; the other side expects bits.
 * @param {Tensor} tensor
 */
const numbersOf = ({ type, data }) => {
  if (Array.isArray(data)) throw new Error('the graph gave strings');
  return type === 'float16' ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data;
};

/** @param {{ key: string, feeds: import('./inference-thread.js').Tensors }} request */
const run = async ({ key, feeds }) => {
  const session = sessions.get(key);
  if (session === undefined) throw new Error(`no graph is loaded as '${key}'`);
  /** @type {Record<string, Tensor>} */
  const inputs = {};
  for (const [name, { dtype, data, dims }] of Object.entries(feeds)) inputs[name] = new Tensor(dtype, data, dims);
  const start = performance.now();
  const outputs = await session.run(inputs);
  const seconds = (performance.now() - start) / 1000;
  /** @type {Record<string, { dtype: string, data: ArrayBufferView, dims: number[] }>} */
  const tensors = {};
  for (const [name, tensor] of Object.entries(outputs)) {
    if (!(tensor instanceof Tensor)) throw new Error(`output ${name} is no tensor`);
    tensors[name] = { dtype: tensor.type, data: numbersOf(tensor), dims: [...tensor.dims] };
  }
  const spent = Object.values(feeds).map(({ data }) => data.buffer);
  return {
    answer: { tensors, seconds, spent },
    buffers: [...Object.values(tensors).map(({ data }) => data.buffer), ...spent],
  };
};

/** @param {{ key: string }} request */
const release = async ({ key }) => {
  await sessions.get(key)?.release();
  sessions.delete(key);
  return { answer: {}, buffers: [] };
};

/** @type {Record<string, (request: any) => Promise<{ answer: object, buffers: ArrayBufferLike[] }>>} */
const operations = { load, run, release };

/** @param {{ id: number, order: { op: string } }} message */
const reply = async ({ id, order: { op, ...order } }) => {
  try {
    const operation = operations[op];
    if (operation === undefined) throw new Error(`no operation is called ${op}`);
    const { answer, buffers } = await operation(order);
    parentPort?.postMessage({ id, answer }, /** @type {ArrayBuffer[]} */ (buffers));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ id, error: { code: 'sampler-failed', message, issues: [] } });
  }
};

/**
 * BUSY before the look at STOP: whoever sets STOP and then finds BUSY 0 knows that nothing will begin.
 * @param {{ id: number, order: { op: string } }} message
 */
const replyUnlessStopped = async (message) => {
  Atomics.store(flags, BUSY, 1);
  if (Atomics.load(flags, STOP) === 0) await reply(message);
  Atomics.store(flags, BUSY, 0);
  Atomics.notify(flags, BUSY);
};

// One at a time and in order: `seconds` then counts work and never waiting.
let last = Promise.resolve();
parentPort?.on('message', (message) => {
  last = last.then(() => replyUnlessStopped(message));
});
