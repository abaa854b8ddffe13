import { FileStorage } from './file-storage.js';
import { S3Storage } from './s3-storage.js';
import { type StorageOptions, type StoragePort } from './storage.port.js';

/** The storage driver that the options name. Nothing is contacted before `prepare`. */
export const createStorage = (options: StorageOptions): StoragePort => {
  switch (options.driver) {
    case 's3':
      return new S3Storage(options);
    case 'file':
      return new FileStorage(options);
  }
};
