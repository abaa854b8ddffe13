/** The public API, as a script uses it. */
import { setTimeout as delay } from 'node:timers/promises';

export const client = ({ url, apiKey }) => {
  const call = async (path, options = {}) => {
    const response = await fetch(`${url}${path}`, {
      ...options,
      headers: { authorization: `Bearer ${apiKey}`, ...options.headers },
    });
    if (!response.ok)
      throw new Error(`${options.method ?? 'GET'} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  return {
    json: async (path, options) => (await call(path, options)).json(),
    bytes: async (path) => new Uint8Array(await (await call(path)).arrayBuffer()),
  };
};

const finished = async (api, id) => {
  for (;;) {
    const { status } = await api.json(`/v1/generations/${id}`);
    if (status !== 'queued' && status !== 'running') return status;
    await delay(200);
  }
};

/** Requests one sample, waits for it and returns it. The same idempotency key finds the same one again. */
export const makeGeneration = async (api, request, idempotencyKey) => {
  const { id } = await api.json('/v1/generations', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(idempotencyKey && { 'idempotency-key': idempotencyKey }) },
    body: JSON.stringify(request),
  });
  const status = await finished(api, id);
  const sample = await api.json(`/v1/samples/${id}-0`);
  if (status !== 'succeeded')
    throw new Error(`the clip with EF ${request.targetEf} ended ${status}: ${JSON.stringify(sample.error)}`);
  return sample;
};
