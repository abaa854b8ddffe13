import { ApiKeysRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { repository } from '../repository.provider.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { AuthService } from './auth.service.js';

@Module({ providers: [repository(ApiKeysRepository), AuthService, { provide: APP_GUARD, useClass: ApiKeyGuard }] })
export class AuthModule {}
