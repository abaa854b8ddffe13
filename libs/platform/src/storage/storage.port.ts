/** Bytes start..end of an object, both inclusive, counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface ObjectHead {
  readonly sizeBytes: number;
  readonly contentType: string;
  /** Another one for other bytes, without quotes. */
  readonly etag: string;
}

/** Bytes that are not in memory. Each attempt to store them reads them from their start. */
export interface ObjectSource {
  readonly sizeBytes: number;
  /** In hex. */
  readonly sha256: string;
  read(): AsyncIterable<Uint8Array>;
}

/**
 * Object storage as the system needs it. Keys come from `storageKeys` and nowhere else; any other key is refused.
 * @throws EchoError `not-found` when get, head excepted, meets a missing key; `storage-failed` when the store does not
 * answer or an object's bytes are not those that were put
 */
export interface StoragePort {
  /** Makes the bucket or folder exist. Called once at start-up. */
  prepare(): Promise<void>;
  /** Stores an object whole or not at all, over what was there. */
  put(key: string, body: Uint8Array | ObjectSource, options: { contentType: string }): Promise<void>;
  get(key: string, options?: { range?: ByteRange }): Promise<Uint8Array>;
  /** Null when there is no such object. */
  head(key: string): Promise<ObjectHead | null>;
  /** Keys that begin with `prefix`, in ascending order. */
  list(prefix: string): AsyncIterable<string>;
  /** Deletes an object; a missing one is no error. */
  delete(key: string): Promise<void>;
  /** Deletes any number of objects, in few calls; those that are missing are no error. After an error some may be gone. */
  deleteMany(keys: readonly string[]): Promise<void>;
  /** A URL that anyone may GET until it expires. */
  signedUrl(key: string, expiresSeconds: number): Promise<string>;
}

export interface S3StorageOptions {
  readonly driver: 's3';
  /** Left out for AWS itself. */
  readonly endpoint?: string | undefined;
  /**
   * The server as callers reach it, for signed URLs; the endpoint when left out. A signature covers the host, so a proxy
   * on the way must pass on the host that it was asked for.
   */
  readonly publicUrl?: string | undefined;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly forcePathStyle: boolean;
  /** How long a server may say nothing in the midst of a call, ms. */
  readonly idleTimeoutMs?: number | undefined;
}

export interface FileStorageOptions {
  readonly driver: 'file';
  readonly dir: string;
  /**
   * Where the API answers, without a trailing slash; it serves `/v1/files/<key>`. Null where that is not known
   * beforehand: signed URLs are then relative to the API that gives them out.
   */
  readonly publicUrl: string | null;
  /** Key of the URL signatures. */
  readonly secret: string;
}

export type StorageOptions = S3StorageOptions | FileStorageOptions;
