import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Logger } from '@echocohort/platform';

export interface DeletionCostOptions {
  /** Samples whose work would be lost or delayed by this pod's end. */
  readonly samplesInHand: () => number;
  readonly logger: Logger;
  readonly everyMs?: number;
  /** Where Kubernetes puts a pod's token; without one nothing is told to anybody. */
  readonly accountDir?: string;
  readonly apiUrl?: string;
  readonly pod?: string;
}

const annotation = 'controller.kubernetes.io/pod-deletion-cost';
const requestTimeoutMs = 5_000;

/** Costs are compared with each other alone, and each change of one is a write: halves and doubles are near enough. */
export const costOf = (samples: number): number => (samples === 0 ? 0 : 2 ** Math.ceil(Math.log2(samples)));

interface Account {
  readonly token: string;
  readonly namespace: string;
  readonly ca: string;
}

/** Null outside Kubernetes, and for a pod without a token. Read anew each time: tokens run out. */
const readAccount = async (dir: string): Promise<Account | null> => {
  try {
    const [token, namespace, ca] = await Promise.all(
      ['token', 'namespace', 'ca.crt'].map(async (name) => (await readFile(join(dir, name), 'utf8')).trim()),
    );
    return { token, namespace, ca } as Account;
  } catch {
    return null;
  }
};

const patch = (url: URL, { token, ca }: Account, body: object): Promise<number> =>
  new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/merge-patch+json' };
    const request = send(url, { method: 'PATCH', headers, ca, timeout: requestTimeoutMs }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('timeout', () => request.destroy(new Error(`no answer in ${requestTimeoutMs} ms`)));
    request.on('error', reject);
    request.end(JSON.stringify(body));
  });

/**
 * Tells Kubernetes what this pod's end would cost, so that scaling down takes the worker with the least in hand. A hint:
 * where it cannot be given, nothing else changes. The pod's account needs to patch pods (deploy/k8s/components).
 */
export class DeletionCost {
  private told: number | null = null;
  private failure: string | null = null;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly options: DeletionCostOptions) {
    this.timer = setInterval(() => void this.tell(), options.everyMs ?? 15_000);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Writes the cost when it has changed; a failure is logged once, until it is another one or over. */
  async tell(): Promise<void> {
    const cost = costOf(this.options.samplesInHand());
    if (cost === this.told) return;
    const failure = await this.write(cost).catch((error: unknown) => String(error));
    if (failure === null) this.told = cost;
    else if (failure !== this.failure) this.options.logger.warn({ failure }, 'the pod deletion cost cannot be told');
    this.failure = failure;
  }

  /** @returns why it could not be written; null when it was, or when there is nobody to tell */
  private async write(cost: number): Promise<string | null> {
    const {
      accountDir = '/var/run/secrets/kubernetes.io/serviceaccount',
      apiUrl = 'https://kubernetes.default.svc',
      pod = hostname(),
    } = this.options;
    const account = await readAccount(accountDir);
    if (account === null) return null;
    const url = new URL(`/api/v1/namespaces/${account.namespace}/pods/${pod}`, apiUrl);
    const status = await patch(url, account, { metadata: { annotations: { [annotation]: String(cost) } } });
    return status === 200 ? null : `PATCH ${url.pathname} answers ${status}`;
  }
}
