import { Module } from '@nestjs/common';
import { HomeController } from './home.controller.js';
import { OpenApiController } from './openapi.controller.js';

@Module({ controllers: [HomeController, OpenApiController] })
export class HomeModule {}
