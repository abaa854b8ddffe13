import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { wholeBytes } from './object-source.js';
import { assertRange, badRange, corruptObject, missingObject, storageFailed } from './storage-errors.js';
import { assertStorageKey, assertStoragePrefix } from './storage-keys.js';
import {
  type ByteRange,
  type ObjectHead,
  type ObjectSource,
  type S3StorageOptions,
  type StoragePort,
} from './storage.port.js';

const connectTimeoutMs = 3_000;
/** A server that says nothing for so long is away; the bytes of a large object may take their time. */
const idleTimeoutMs = 10_000;
const requestTimeoutMs = 180_000;
const maxAttempts = 4;
const retryStepMs = 50;
const maxSockets = 128;
/** What S3 takes in one call. */
const deletedAtOnce = 1_000;

/**
 * Objects in any S3. Its servers differ in the checksums that they know, so each object carries the SHA-256 of its
 * bytes as metadata, and a read of the whole object is held against it.
 */
export class S3Storage implements StoragePort {
  private readonly client: S3Client;
  /** Sends nothing: its endpoint is the host that it signs. */
  private readonly signer: S3Client;
  private readonly bucket: string;

  constructor(private readonly options: Omit<S3StorageOptions, 'driver'>) {
    const { endpoint, publicUrl } = options;
    this.bucket = options.bucket;
    this.client = clientOf(options, endpoint);
    this.signer = publicUrl === undefined ? this.client : clientOf(options, publicUrl);
  }

  async prepare(): Promise<void> {
    const Bucket = this.bucket;
    const there = await this.client.send(new HeadBucketCommand({ Bucket })).catch(nullWhenMissing);
    if (there) return;
    const { endpoint, region } = this.options;
    // Only AWS itself wants the region spelled out, and only outside its first one.
    const elsewhere = endpoint === undefined && region !== 'us-east-1';
    const place = elsewhere ? { CreateBucketConfiguration: { LocationConstraint: region as never } } : {};
    await this.client.send(new CreateBucketCommand({ Bucket, ...place })).catch((error: unknown) => {
      if (!isNamed(error, 'BucketAlreadyOwnedByYou')) throw storageFailed(error);
    });
  }

  async put(key: string, body: Uint8Array | ObjectSource, { contentType }: { contentType: string }): Promise<void> {
    const sha256 = body instanceof Uint8Array ? sha256Of(body) : body.sha256;
    const object = { ...this.at(key), ContentType: contentType, Metadata: { sha256 } };
    await (
      body instanceof Uint8Array
        ? this.client.send(new PutObjectCommand({ ...object, Body: body }))
        : this.putSource(object, body)
    ).catch((error: unknown) => {
      throw storageFailed(error);
    });
  }

  /** The SDK does not try again what it has begun to read, so it is begun anew here. */
  private async putSource(object: PutObjectCommandInput, source: ObjectSource): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const body = Readable.from(wholeBytes(source), { objectMode: false });
      const broken = new AbortController();
      // The SDK does not look after what it reads: without this it would wait for the rest.
      body.once('error', (error) => broken.abort(error));
      try {
        const command = new PutObjectCommand({ ...object, Body: body, ContentLength: source.sizeBytes });
        // Signed with the request, so that the server refuses other bytes; the SDK hashes nothing that it has to read first.
        command.middlewareStack.add(
          (next) => (args) => {
            (args.request as HttpRequest).headers['x-amz-content-sha256'] = source.sha256;
            return next(args);
          },
          { step: 'build' },
        );
        await this.client.send(command, { abortSignal: broken.signal });
        return;
      } catch (error) {
        if (attempt === maxAttempts || broken.signal.aborted || !mayPass(error)) throw error;
        await delay(2 ** attempt * retryStepMs);
      } finally {
        body.destroy();
      }
    }
  }

  async get(key: string, { range }: { range?: ByteRange } = {}): Promise<Uint8Array> {
    if (range) assertRange(range);
    const { bytes, sha256 } = await this.read(key, range);
    if (!range && sha256 !== undefined && sha256 !== sha256Of(bytes)) throw corruptObject(key);
    return bytes;
  }

  async head(key: string): Promise<ObjectHead | null> {
    const found = await this.client.send(new HeadObjectCommand(this.at(key))).catch(nullWhenMissing);
    return (
      found && {
        sizeBytes: found.ContentLength ?? 0,
        contentType: found.ContentType ?? 'application/octet-stream',
        etag: (found.ETag ?? '').replace(/^W\/|"/g, ''),
      }
    );
  }

  async *list(prefix: string): AsyncIterable<string> {
    assertStoragePrefix(prefix);
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, Prefix: prefix });
    try {
      for await (const { Contents = [] } of pages) for (const { Key } of Contents) if (Key !== undefined) yield Key;
    } catch (error) {
      throw storageFailed(error);
    }
  }

  async delete(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand(this.at(key))).catch(nullWhenMissing);
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    const objects = keys.map((key) => ({ Key: this.at(key).Key }));
    for (let first = 0; first < objects.length; first += deletedAtOnce)
      await this.deleteSome(objects.slice(first, first + deletedAtOnce));
  }

  signedUrl(key: string, expiresSeconds: number): Promise<string> {
    return getSignedUrl(this.signer, new GetObjectCommand(this.at(key)), { expiresIn: expiresSeconds });
  }

  /** The answer to a call that went well may still name objects that did not go. */
  private async deleteSome(objects: { Key: string }[]): Promise<void> {
    const command = new DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects: objects, Quiet: true } });
    // Of the checksums that S3 wants beside such a list, this is the one that every server knows.
    command.middlewareStack.add(
      (next) => (args) => {
        const { headers, body } = args.request as HttpRequest;
        headers['content-md5'] = createHash('md5').update(String(body)).digest('base64');
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    const { Errors: failed = [] } = await this.client.send(command).catch((error: unknown) => {
      throw storageFailed(error);
    });
    const [first] = failed.filter(({ Code }) => Code !== 'NoSuchKey');
    if (first !== undefined)
      throw storageFailed(new Error(`${first.Key ?? 'an object'}: ${first.Code ?? 'not deleted'}`));
  }

  private async read(key: string, range?: ByteRange): Promise<{ bytes: Uint8Array; sha256: string | undefined }> {
    const part = range && { Range: `bytes=${range.start}-${range.end}` };
    const command = new GetObjectCommand({ ...this.at(key), ...part });
    try {
      const { Body, Metadata } = await this.client.send(command);
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array(0);
      return { bytes, sha256: Metadata?.['sha256'] };
    } catch (error) {
      if (isMissing(error)) throw missingObject(key);
      throw range && isNamed(error, 'InvalidRange') ? badRange(range) : storageFailed(error);
    }
  }

  private at(key: string): { Bucket: string; Key: string } {
    assertStorageKey(key);
    return { Bucket: this.bucket, Key: key };
  }
}

const clientOf = (options: Omit<S3StorageOptions, 'driver'>, endpoint: string | undefined): S3Client => {
  const { region, accessKeyId, secretAccessKey, forcePathStyle, idleTimeoutMs: idleMs = idleTimeoutMs } = options;
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    forcePathStyle,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: idleMs,
      httpAgent: { maxSockets },
      httpsAgent: { maxSockets },
    },
  });
};

/** A server that is away or busy; not one that refuses. */
const mayPass = (error: unknown): boolean =>
  !(error instanceof S3ServiceException) || (error.$metadata.httpStatusCode ?? 500) >= 500;

interface HttpRequest {
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const isNamed = (error: unknown, name: string): boolean => error instanceof S3ServiceException && error.name === name;

const isMissing = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;

const nullWhenMissing = (error: unknown): null => {
  if (isMissing(error)) return null;
  throw storageFailed(error);
};
