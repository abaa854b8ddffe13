import { Controller, Get, Header, Inject } from '@nestjs/common';
import { type ApiOptions, PARTS } from '../parts.js';
import { homePage } from './home.page.js';

@Controller()
export class HomeController {
  constructor(@Inject(PARTS) private readonly parts: ApiOptions) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
  home(): string {
    return homePage(this.parts.config.version);
  }
}
