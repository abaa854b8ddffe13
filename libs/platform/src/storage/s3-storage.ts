import { createHash } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { assertRange, badRange, corruptObject, missingObject, storageFailed } from './storage-errors.js';
import { assertStorageKey, assertStoragePrefix } from './storage-keys.js';
import { type ByteRange, type ObjectHead, type S3StorageOptions, type StoragePort } from './storage.port.js';

const connectTimeoutMs = 3_000;
const requestTimeoutMs = 30_000;
const maxAttempts = 4;
const maxSockets = 128;

/**
 * Objects in any S3. Its servers differ in the checksums that they know, so each object carries the SHA-256 of its
 * bytes as metadata, and a read of the whole object is held against it.
 */
export class S3Storage implements StoragePort {
  private readonly client: S3Client;
  private readonly bucket: string;

  constructor(private readonly options: Omit<S3StorageOptions, 'driver'>) {
    const { endpoint, region, bucket, accessKeyId, secretAccessKey, forcePathStyle } = options;
    this.bucket = bucket;
    this.client = new S3Client({
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
        httpAgent: { maxSockets },
        httpsAgent: { maxSockets },
      },
    });
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

  async put(key: string, bytes: Uint8Array, { contentType }: { contentType: string }): Promise<void> {
    const Metadata = { sha256: sha256Of(bytes) };
    const ContentType = contentType;
    await this.client
      .send(new PutObjectCommand({ ...this.at(key), Body: bytes, ContentType, Metadata }))
      .catch((error: unknown) => {
        throw storageFailed(error);
      });
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

  signedUrl(key: string, expiresSeconds: number): Promise<string> {
    return getSignedUrl(this.client, new GetObjectCommand(this.at(key)), { expiresIn: expiresSeconds });
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

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const isNamed = (error: unknown, name: string): boolean => error instanceof S3ServiceException && error.name === name;

const isMissing = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;

const nullWhenMissing = (error: unknown): null => {
  if (isMissing(error)) return null;
  throw storageFailed(error);
};
