/**
 * A picture of one clip and its twins at several EFs, made through a running system:
 *   node tools/ef-ladder.mjs --clip ultrasound.dcm --url http://127.0.0.1:8080 --key ec_... --out ladder.gif
 * The source stands on the left as the model sees it: its sector, at the model's size. Without --observed the twins start
 * from the most readable end-diastolic frame. Prints what was measured, by both readers, and what the made frames show where
 * they were read anew.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { cropFrame, fitFrame, readClip, sideBySide } from '../libs/media/dist/index.js';
import { frameOf } from '../libs/shared/dist/index.js';
import { makeGeneration, client } from './start/client.mjs';

const { values } = parseArgs({
  options: {
    clip: { type: 'string' },
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    key: { type: 'string' },
    out: { type: 'string', default: 'ef-ladder.gif' },
    targets: { type: 'string', default: '15,30,45,60' },
    observed: { type: 'string' },
    seed: { type: 'string', default: '7' },
  },
});

const side = 112;

const sourceAsSeen = async (path) => {
  const { clip, view } = await readClip(path, { originalName: basename(path) });
  const frame = { height: side, width: side, aspect: 'pad', resize: 'area' };
  const frames = await Promise.all(
    Array.from({ length: clip.frames }, (_, k) =>
      fitFrame(cropFrame(frameOf(clip, k), clip.width, view), view.height, view.width, frame),
    ),
  );
  return { ...clip, height: side, width: side, pixels: Buffer.concat(frames) };
};

const decoded = (video, framesPerSecond) => {
  const scratch = mkdtempSync(join(tmpdir(), 'echocohort-ladder-'));
  writeFileSync(join(scratch, 'clip.mp4'), video);
  const args = ['-v', 'error', '-i', join(scratch, 'clip.mp4'), '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
  const { stdout, status, stderr } = spawnSync('ffmpeg', args, { maxBuffer: 2 ** 28 });
  rmSync(scratch, { recursive: true });
  if (status !== 0) throw new Error(stderr.toString());
  return { pixels: stdout, frames: stdout.length / (side * side), height: side, width: side, framesPerSecond };
};

const api = client({ url: values.url, apiKey: values.key });
const form = new FormData();
form.append('file', new Blob([readFileSync(values.clip)]), basename(values.clip));
const { id: clipId } = await api.json('/v1/clips', { method: 'POST', body: form });
const observedFrames = values.observed?.split(',').map(Number);
const targets = values.targets.split(',').map(Number);
const twins = await Promise.all(
  targets.map(async (targetEf) => {
    const sample = await makeGeneration(api, { clipId, observedFrames, targetEf, seed: Number(values.seed) });
    return { sample, video: await api.bytes(`/v1/samples/${sample.id}/video`) };
  }),
);
const rows = [{ label: 'source', clip: await sourceAsSeen(values.clip) }];
for (const { sample, video } of twins)
  rows.push({
    label: `target ${sample.targetEf}: ${sample.measuredEf?.toFixed(0) ?? '?'} %`,
    clip: decoded(video, sample.framesPerSecond),
  });
writeFileSync(values.out, await sideBySide(rows.map(({ label, clip }) => ({ label, clip }))));
for (const { sample } of twins) {
  const { targetEf, measuredEf, auditEf, shownEf, accepted, attempts, provenance } = sample;
  console.log(
    JSON.stringify({
      targetEf,
      measuredEf,
      auditEf,
      shownEf,
      accepted,
      attempts,
      sourceEf: provenance?.sourceEfPercent,
    }),
  );
}
