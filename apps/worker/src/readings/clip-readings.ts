import { unfitPoints } from '@echocohort/media';
import { type ClipReadingsRepository, type ClipRow, type ReadingRef } from '@echocohort/platform';
import { clipReadingOf, type Bundle, type FramesReading } from '@echocohort/sampler';
import { EchoError, readingFrames, readsClips, type ClipReading } from '@echocohort/shared';
import { LRUCache } from 'lru-cache';
import { type Outages } from '../flow/outages.js';
import { brighten, type SourceFrames } from '../input/source-frames.js';

/** A bundle and the device that its readers run on. */
export interface Reader {
  readonly bundle: Bundle;
  read(frames: readonly Uint8Array[]): Promise<FramesReading | null>;
}

export interface ClipReadingsOptions {
  readonly sources: SourceFrames;
  readonly repository: Pick<ClipReadingsRepository, 'find' | 'keep'>;
  readonly outages: Outages;
}

/** Each with its outlines: some tens of kilobytes. */
const readingsKept = 500;

/** The row that a clip's reading by a bundle has. */
export const readingRef = ({ tenantId, id: clipId }: ClipRow, { fingerprint }: Bundle): ReadingRef => ({
  tenantId,
  clipId,
  fingerprint,
});

/**
 * What a bundle's readers see in a clip: from memory, from the database, or read now and kept there, so that whoever needs it
 * first makes it for all. Who asks while it is made gets the same.
 */
export class ClipReadings {
  private readonly kept = new LRUCache<string, ClipReading, () => Promise<ClipReading>>({
    max: readingsKept,
    fetchMethod: (_key, _stale, { context }) => context(),
    // Others may wait for a reading whose place in the cache is gone by the time it ends.
    ignoreFetchAbort: true,
  });

  constructor(private readonly options: ClipReadingsOptions) {}

  /**
   * @returns null by a bundle that reads no clips
   * @throws EchoError as storage, database and device do
   */
  async of(clip: ClipRow, reader: Reader): Promise<ClipReading | null> {
    if (!readsClips(reader.bundle.manifest)) return null;
    const { tenantId, clipId, fingerprint } = readingRef(clip, reader.bundle);
    return this.kept.forceFetch(`${fingerprint}/${clipId}`, {
      context: async () => {
        const { outages, repository } = this.options;
        const known = await outages.database(() => repository.find(tenantId, clipId, fingerprint));
        return known ?? this.read(clip, reader);
      },
    });
  }

  private async read(clip: ClipRow, reader: Reader): Promise<ClipReading> {
    const { sources, outages, repository } = this.options;
    const { frame, gate } = reader.bundle.manifest;
    const frames = readingFrames(clip.frames);
    const seen = await sources.frames(clip, frames, reader.bundle);
    const read = await reader.read(brighten(seen, reader.bundle).frames);
    if (read === null || gate === undefined)
      throw new EchoError('sampler-failed', `bundle ${reader.bundle.manifest.name} did not read the clip`);
    const reading = clipReadingOf(read, {
      frames,
      gate,
      pixels: frame.height * frame.width,
      toStored: (points) => unfitPoints(points, clip.view, frame),
    });
    return outages.database(() => repository.keep(readingRef(clip, reader.bundle), reading));
  }
}
