import { Controller, Get, Inject } from '@nestjs/common';
import { type ModelView } from './models.schema.js';
import { ModelsService } from './models.service.js';

@Controller('v1/models')
export class ModelsController {
  constructor(@Inject(ModelsService) private readonly models: ModelsService) {}

  @Get()
  list(): { items: ModelView[] } {
    return this.models.list();
  }
}
