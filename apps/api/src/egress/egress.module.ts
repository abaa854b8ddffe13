import { Module } from '@nestjs/common';
import { type ApiOptions, PARTS } from '../parts.js';
import { addressPolicy } from './address-policy.js';
import { Egress } from './egress.js';
import { resolveName } from './resolve-name.js';

/** For every feature that calls what a tenant names. */
@Module({
  providers: [
    {
      provide: Egress,
      inject: [PARTS],
      useFactory: ({ config: { webhooks } }: ApiOptions) =>
        new Egress({ policy: addressPolicy(webhooks.networks), resolve: resolveName, allowHttp: webhooks.allowHttp }),
    },
  ],
  exports: [Egress],
})
export class EgressModule {}
