import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ivBytes = 12;
const tagBytes = 16;
const version = 'v1';

/**
 * Keeps secrets that must be read again, by AES-256-GCM under a key that is not in the database. A seal holds for one name: a
 * text that is copied to another row does not open there.
 */
export class SealedSecrets {
  readonly #key: Buffer;

  /** @param key any text of 32 characters or more */
  constructor(key: string) {
    this.#key = Buffer.from(hkdfSync('sha256', key, '', 'echocohort webhook secrets', 32));
  }

  seal(secret: string, name: string): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv).setAAD(Buffer.from(name));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return `${version}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** @throws Error where it was sealed under another key or name, or is not what was sealed */
  open(sealed: string, name: string): string {
    const bytes = Buffer.from(sealed.slice(version.length + 1), 'base64url');
    const [iv, tag] = [bytes.subarray(0, ivBytes), bytes.subarray(ivBytes, ivBytes + tagBytes)];
    const decipher = createDecipheriv('aes-256-gcm', this.#key, iv, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(name)).setAuthTag(tag);
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString('utf8');
  }
}
