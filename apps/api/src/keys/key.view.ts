import { type ApiKeyRow } from '@echocohort/platform';
import { type CreatedKey, type KeyView } from './keys.schema.js';

/** A key as the API shows it. */
export const keyView = ({
  id,
  name,
  prefix,
  scopes,
  createdAt,
  expiresAt,
  lastUsedAt,
  revokedAt,
}: ApiKeyRow): KeyView => ({
  id,
  name,
  prefix,
  scopes: [...scopes],
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  revokedAt: revokedAt?.toISOString() ?? null,
  links: { revoke: `/v1/keys/${id}/revoke` },
});

/** The one time that its secret is shown. */
export const createdKeyView = (key: ApiKeyRow & { readonly secret: string }): CreatedKey => ({
  ...keyView(key),
  secret: key.secret,
});
