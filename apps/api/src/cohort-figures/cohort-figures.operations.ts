import { runIdSchema } from '@echocohort/shared';
import { exampleIds } from '../openapi/examples.js';
import { json, type Operation } from '../openapi/operation.js';
import { cohortFiguresExample, cohortFiguresSchema } from './cohort-figures.schema.js';

export const cohortFiguresOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/cohorts/{cohortId}/figures',
    operationId: 'getCohortFigures',
    tag: 'Cohorts',
    access: 'read',
    summary: 'EFs that were planned and EFs that were made, acceptance, error and attempts',
    parameters: [
      {
        name: 'cohortId',
        in: 'path',
        description: 'Id of a cohort',
        schema: runIdSchema,
        example: exampleIds.cohort,
      },
    ],
    answers: { 200: json('As it stands now', cohortFiguresSchema, cohortFiguresExample) },
    problems: [400, 404],
  },
];
