import { json, type Operation } from '../openapi/operation.js';
import { z } from 'zod';

export const homeOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/',
    operationId: 'getHome',
    tag: 'Operation',
    summary: 'A page that says what this is',
    access: 'public',
    answers: {
      200: {
        description: 'HTML',
        content: { mediaType: 'text/html', schema: 'text', example: '<!doctype html><title>EchoCohort</title>' },
      },
    },
  },
  {
    method: 'get',
    path: '/openapi.json',
    operationId: 'getOpenApi',
    tag: 'Operation',
    summary: 'This document',
    access: 'public',
    answers: { 200: json('OpenAPI 3.1', z.looseObject({}), { openapi: '3.1.0' }) },
  },
];
