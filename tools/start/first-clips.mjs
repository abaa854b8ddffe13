/**
 * The first clips: three twins of the bundled phantom clip, EF 20, 40 and 65, through the public API like any client.
 * Their idempotency keys make a second start find them instead of making them again.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';
import { client, makeGeneration } from './client.mjs';

export const targetEfPercents = [20, 40, 65];
const seed = 20;

/** The phantom clip's id: of an earlier start when it is still there, else uploaded now. */
const phantomClip = async (api, out) => {
  const memory = join(out, 'clip.json');
  try {
    const { id } = JSON.parse(readFileSync(memory, 'utf8'));
    return (await api.json(`/v1/clips/${id}`)).id;
  } catch {
    const form = new FormData();
    form.append('file', new Blob([readFileSync(join(root, 'models/phantom-clip.npy'))]), 'phantom-clip.npy');
    const { id } = await api.json('/v1/clips', { method: 'POST', body: form });
    writeFileSync(memory, JSON.stringify({ id }));
    return id;
  }
};

const percent = (ef) => (ef === null ? 'unknown' : `${ef.toFixed(1)} %`);

const page = (made) => `<!doctype html>
<meta charset="utf-8"><title>EchoCohort: first clips</title>
<style>body{font:16px system-ui;margin:2rem;background:#111;color:#eee}figure{display:inline-block;margin:0 1rem 1rem 0}
video,img{width:280px;image-rendering:pixelated;display:block}figcaption{padding:.5rem 0}</style>
<h1>Three synthetic twins of one phantom clip</h1>
<p>Synthetic, from a simulated heart; EF is single-plane area-length EF. Not for clinical use.</p>
${made
  .map(
    ({ targetEf, measuredEf, auditEf, accepted, file }) =>
      `<figure><video src="${file}" autoplay loop muted playsinline></video><figcaption>target EF ${targetEf} %, measured ${percent(measuredEf)}, by a second reader ${percent(auditEf)}${accepted ? '' : ' (outside the tolerance)'}</figcaption></figure>`,
  )
  .join('\n')}
<p>The source, frame by frame:</p><img src="source.png" style="width:auto;max-width:100%" alt="contact sheet of the source clip">
`;

/**
 * @returns {Promise<{ made: object[], page: string }>} one entry a target: targetEf, measuredEf, auditEf, accepted, attempts, seconds, video
 */
export const makeFirstClips = async (system, home) => {
  const out = join(home, 'first-clips');
  mkdirSync(out, { recursive: true });
  const api = client(system);
  const clipId = await phantomClip(api, out);
  const made = await Promise.all(
    targetEfPercents.map(async (targetEf) => {
      const request = { clipId, observedFrames: [0], targetEf, seed };
      const sample = await makeGeneration(api, request, `first-clips/${clipId}/${targetEf}`);
      const file = `ef-${targetEf}.mp4`;
      writeFileSync(join(out, file), await api.bytes(`/v1/samples/${sample.id}/video`));
      const { measuredEf, auditEf, accepted, attempts, seconds } = sample;
      return { targetEf, measuredEf, auditEf, accepted, attempts, seconds, video: join(out, file), file };
    }),
  );
  writeFileSync(join(out, 'source.png'), await api.bytes(`/v1/clips/${clipId}/contact-sheet`));
  writeFileSync(join(out, 'index.html'), page(made));
  return { made, page: join(out, 'index.html') };
};
