import { type Database } from '@echocohort/platform';
import { type FactoryProvider } from '@nestjs/common';
import { type ApiOptions, PARTS } from './parts.js';

/** Provides one of the platform's repositories, made on this API's database. */
export const repository = <R extends object>(type: new (database: Database) => R): FactoryProvider<R> => ({
  provide: type,
  inject: [PARTS],
  useFactory: (parts: ApiOptions) => new type(parts.database),
});
