import { AuditLogRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { repository } from '../repository.provider.js';
import { AuditLog } from './audit-log.js';
import { AuditController } from './audit.controller.js';

@Module({ controllers: [AuditController], providers: [repository(AuditLogRepository), AuditLog] })
export class AuditModule {}
