import { type Caller } from '@echocohort/platform';
import { type ApiKeyId, apiKeyIdSchema, type TenantId } from '@echocohort/shared';
import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { RequestedBy, TenantOfCaller } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { IdempotentPost } from '../idempotency/idempotent-post.js';
import {
  type CreatedKey,
  type CreateKey,
  createKeySchema,
  type KeyPage,
  type KeyPageQuery,
  keyPageQuerySchema,
  type KeyView,
} from './keys.schema.js';
import { KeysService } from './keys.service.js';

@Controller('v1/keys')
export class KeysController {
  constructor(@Inject(KeysService) private readonly keys: KeysService) {}

  @Post()
  @UseInterceptors(IdempotentPost)
  @Header('Cache-Control', 'no-store')
  create(@TenantOfCaller() tenantId: TenantId, @Body(input(createKeySchema)) body: CreateKey): Promise<CreatedKey> {
    return this.keys.create(tenantId, body);
  }

  @Get()
  list(@TenantOfCaller() tenantId: TenantId, @Query(input(keyPageQuerySchema)) query: KeyPageQuery): Promise<KeyPage> {
    return this.keys.list(tenantId, query);
  }

  @Post(':keyId/revoke')
  @HttpCode(200)
  revoke(@RequestedBy() caller: Caller, @Param('keyId', input(apiKeyIdSchema)) id: ApiKeyId): Promise<KeyView> {
    return this.keys.revoke(caller, id);
  }
}
