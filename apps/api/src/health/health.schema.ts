import { z } from 'zod';

export const livenessSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Liveness' });

const check = z.enum(['ok', 'error']);
export const readinessSchema = z
  .object({
    status: z
      .enum(['ok', 'degraded', 'error'])
      .meta({ description: 'degraded: requests are taken, and wait for what is down' }),
    draining: z.boolean(),
    checks: z.object({ database: check, redis: check, storage: check }),
  })
  .meta({ id: 'Readiness', description: 'Which parts of the system answer' });
export type Readiness = z.infer<typeof readinessSchema>;
