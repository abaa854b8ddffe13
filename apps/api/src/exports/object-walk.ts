import { storageKeys, type StoragePort } from '@echocohort/platform';
import { type ExportId, type TenantId } from '@echocohort/shared';

/**
 * The keys of a tenant's objects after one of them, in their order, exports left out. The store lists from the beginning: a walk
 * is kept from piece to piece, and only whoever takes over goes the way again.
 */
export class ObjectWalk {
  readonly #keys: AsyncIterator<string>;
  readonly #exports: string;

  constructor(
    storage: Pick<StoragePort, 'list'>,
    readonly of: { readonly id: ExportId; readonly tenantId: TenantId },
    public after: string | null,
  ) {
    const prefix = storageKeys.tenantPrefix(of.tenantId);
    this.#exports = `${prefix}exports/`;
    this.#keys = storage.list(prefix)[Symbol.asyncIterator]();
  }

  /** At most so many; fewer are the last. */
  async next(most: number): Promise<string[]> {
    const some: string[] = [];
    while (some.length < most) {
      const next = await this.#keys.next();
      if (next.done === true) break;
      const key = next.value;
      if (key.startsWith(this.#exports) || (this.after !== null && key <= this.after)) continue;
      some.push(key);
    }
    this.after = some.at(-1) ?? this.after;
    return some;
  }
}
