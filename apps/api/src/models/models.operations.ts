import { json, type Operation } from '../openapi/operation.js';
import { modelExample, modelListSchema } from './models.schema.js';

export const modelsOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/models',
    operationId: 'listModels',
    access: 'read',
    tag: 'Models',
    summary: 'Model bundles, their limits and their measured quality',
    answers: { 200: json('All models', modelListSchema, { items: [modelExample] }) },
  },
];
