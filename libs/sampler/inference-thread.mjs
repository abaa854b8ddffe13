// The only file that knows ONNX Runtime. It runs as a worker thread, because a session's run() blocks the thread that it is
// called on. Plain JavaScript beside src/ and dist/, so that it is found from either and needs no build.
//
// Requests: { id, op: 'load', key, path, options } -> { id, result: { inputs, outputs } }
//           { id, op: 'run', key, feeds }          -> { id, result: { tensors, seconds } }
//           { id, op: 'release', key }             -> { id, result: {} }
// A tensor travels as { dtype, data, dims }; its buffer is handed over and not copied. A failure -> { id, error }.
import { parentPort } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const sessions = new Map();

const describe = (metadata) =>
  metadata.map(({ name, isTensor, type, shape }) => ({
    name,
    dtype: isTensor ? type : 'none',
    dims: isTensor ? [...shape] : [],
  }));

const load = async ({ key, path, options }) => {
  const session = await InferenceSession.create(path, options);
  sessions.set(key, session);
  return { inputs: describe(session.inputMetadata), outputs: describe(session.outputMetadata) };
};

// Newer Node.js releases have a Float16Array, and ONNX Runtime then gives that; the other side expects bits.
const bitsOf = (halves) => new Uint16Array(halves.buffer, halves.byteOffset, halves.length);

const run = async ({ key, feeds }) => {
  const session = sessions.get(key);
  if (session === undefined) throw new Error(`no graph is loaded as '${key}'`);
  const inputs = {};
  for (const [name, { dtype, data, dims }] of Object.entries(feeds)) inputs[name] = new Tensor(dtype, data, dims);
  const start = performance.now();
  const outputs = await session.run(inputs);
  const seconds = (performance.now() - start) / 1000;
  const tensors = {};
  for (const [name, { type, data, dims }] of Object.entries(outputs))
    tensors[name] = { dtype: type, data: type === 'float16' ? bitsOf(data) : data, dims: [...dims] };
  return { tensors, seconds };
};

const release = async ({ key }) => {
  await sessions.get(key)?.release();
  sessions.delete(key);
  return {};
};

const operations = { load, run, release };

const answer = async ({ id, op, ...request }) => {
  try {
    const result = await operations[op](request);
    const buffers = Object.values(result.tensors ?? {}).map(({ data }) => data.buffer);
    parentPort.postMessage({ id, result }, buffers);
  } catch (error) {
    parentPort.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
};

// One at a time and in order: `seconds` then counts work and never waiting.
let last = Promise.resolve();
parentPort.on('message', (request) => {
  last = last.then(() => answer(request));
});
