import { type ByteRange, isStorageKey, verifyFileUrl } from '@echocohort/platform';
import { EchoError, fieldError } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { type ImmutableBody } from '../http/send-immutable.js';
import { type ApiOptions, PARTS } from '../parts.js';
import { type FileQuery } from './files.schema.js';

/** Serves what the file driver's signed URLs name; other drivers serve their own. */
@Injectable()
export class FilesService {
  constructor(@Inject(PARTS) private readonly parts: ApiOptions) {}

  /** @throws EchoError `not-found` for a key that does not exist, `invalid-request` on `signature` for a URL that is not ours */
  async find(key: string, query: FileQuery): Promise<ImmutableBody> {
    const { storage, config } = this.parts;
    if (config.fileUrlSecret === null || !isStorageKey(key)) throw new EchoError('not-found', 'There is no such file');
    if (!verifyFileUrl(config.fileUrlSecret, key, query))
      throw fieldError('invalid-request', 'signature', 'expected a URL as it was signed, before its expiry');
    const head = await storage.head(key);
    if (head === null) throw new EchoError('not-found', 'There is no such file');
    const { contentType: mediaType, etag, sizeBytes } = head;
    const read = (range: ByteRange | null) => storage.get(key, range === null ? {} : { range });
    return { mediaType, etag, sizeBytes, read };
  }
}
