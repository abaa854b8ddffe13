import { type GreyClip, type RunSpec } from '@echocohort/shared';

export interface Rig {
  readonly url: string;
  stop(): Promise<void>;
}
export interface S3Rig extends Rig {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
export interface RedisRig extends Rig {
  /** Kill -9 and start again on the same port, without its data. */
  restart(): Promise<void>;
}
export declare function startRedis(): Promise<RedisRig>;
export declare function startPostgres(): Promise<Rig>;
export declare function startS3(): Promise<S3Rig>;
export declare function expectEventually<T>(fn: () => T | Promise<T>, options?: { timeoutMs?: number }): Promise<T>;
export declare function runSpecOf(overrides?: Partial<RunSpec>): RunSpec;
export declare function greyClipOf(overrides?: Partial<Omit<GreyClip, 'pixels'>>): GreyClip;
export declare function freePort(): Promise<number>;
