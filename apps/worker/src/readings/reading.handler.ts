import { type SheetOrder } from '@echocohort/media';
import {
  type ClipReadingsRepository,
  type Logger,
  type Metrics,
  type ReadingRef,
  type StoragePort,
  type StoredError,
  storageKeys,
} from '@echocohort/platform';
import { EchoError, jobCatalog } from '@echocohort/shared';
import { type ServedBundle } from '../inference/served-bundle.js';
import { type ClipReadings, type Reader } from './clip-readings.js';
import { type JobHandler } from '../handlers.js';
import { type Outages } from '../flow/outages.js';
import { readingSheet } from './reading-sheet.js';
import { type SourceFrames } from '../input/source-frames.js';

export interface ReadingHandlerOptions {
  readonly repository: Pick<ClipReadingsRepository, 'begin' | 'finish' | 'fail'>;
  readonly readings: ClipReadings;
  readonly sources: SourceFrames;
  readonly drawSheet: (order: SheetOrder) => Promise<Uint8Array>;
  readonly storage: Pick<StoragePort, 'put'>;
  readonly outages: Outages;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** By the bundle's fingerprint. */
  readonly servedBundles: ReadonlyMap<string, Pick<ServedBundle, 'bundle' | 'device'>>;
  /** Aborts when the worker stops: a reading under way is left to another one. */
  readonly stopping: AbortSignal;
}

const { attempts: attemptsMax } = jobCatalog['clip-reading'];

/**
 * Reads a clip and draws its contact sheet. Whatever fails is tried again, here or by another worker, until the attempts are
 * used up; then the row says why. A clip that is read already only lacks its sheet.
 */
export const createReadingHandler = (options: ReadingHandlerOptions): JobHandler<'clip-reading'> => {
  const { repository, outages, logger, metrics, stopping } = options;
  return async ({ tenantId, clipId, fingerprint }, lost) => {
    const ref: ReadingRef = { tenantId, clipId, fingerprint };
    const attempt = await outages.database(() => repository.begin(tenantId, clipId, fingerprint));
    if (attempt === null) return;
    try {
      // One that was begun so often and never came to an end would end this worker too.
      if (attempt > attemptsMax) throw new EchoError('internal', 'the workers that read the clip did not come back');
      const readable = await untilAborted(read(ref, options), stopping, lost);
      metrics.readings.inc({ outcome: readable ? 'readable' : 'refused' });
    } catch (error) {
      if (stopping.aborted || lost.aborted || attempt < attemptsMax) throw tryAgain(error);
      logger.error({ err: error, clipId, fingerprint }, 'a clip could not be read');
      metrics.readings.inc({ outcome: 'failed' });
      await outages.database(() => repository.fail(ref, storedError(error)));
    }
  };
};

/** Also where nobody would try again by the error alone: an object may be back, and another worker may have the bundle. */
const tryAgain = (cause: unknown): EchoError =>
  new EchoError('unavailable', 'the clip is not read yet; it is tried again', { cause });

const readerOf = ({ servedBundles }: ReadingHandlerOptions, fingerprint: string): Reader => {
  const served = servedBundles.get(fingerprint);
  if (served) return { bundle: served.bundle, read: (frames) => served.device.read(frames) };
  throw new EchoError('bundle-invalid', 'the workers do not have the model bundle that should read the clip');
};

/** @returns whether the clip can be used */
const read = async (ref: ReadingRef, options: ReadingHandlerOptions): Promise<boolean> => {
  const { sources, readings, storage, outages, repository, drawSheet } = options;
  const { tenantId, clipId, fingerprint } = ref;
  const clip = await sources.clip(tenantId, clipId);
  const reading = await readings.of(clip, readerOf(options, fingerprint));
  if (reading === null) throw new EchoError('bundle-invalid', 'the model bundle reads no clips');
  const png = await drawSheet(await readingSheet(clip, reading, sources));
  const key = storageKeys.readingSheet(tenantId, clipId, fingerprint);
  await outages.storage(() => storage.put(key, png, { contentType: 'image/png' }));
  await outages.database(() => repository.finish(ref, key));
  return reading.refusal === null;
};

/** What is under way when a signal aborts comes to its end unheard; doing it again does no harm. */
const untilAborted = async <T>(work: Promise<T>, ...signals: readonly AbortSignal[]): Promise<T> => {
  const signal = AbortSignal.any([...signals]);
  const left = new EchoError('unavailable', 'the reading is left to another worker');
  let leave: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    leave = () => {
      reject(left);
    };
  });
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
    work.catch(() => undefined);
  }
};

/** What the tenant is told: in our words, without keys of objects or what the device said. */
const storedError = (error: unknown): StoredError => {
  if (!(error instanceof EchoError)) return { code: 'internal', message: 'the clip could not be read' };
  if (error.code === 'not-found')
    return { code: 'not-found', message: 'the frames of the clip are gone from the storage' };
  const tellable = error.verdict.status < 500 || error.code === 'bundle-invalid' || error.cause === undefined;
  return { code: error.code, message: tellable ? error.message : error.verdict.title };
};
