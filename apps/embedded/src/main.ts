import { embeddedConfig } from './config.js';
import { startEmbedded } from './embedded-system.js';

/** The embedded system as a process. It tells its parent when it is ready, and ends with it. */
const main = async (): Promise<void> => {
  const system = await startEmbedded(embeddedConfig(process.env));
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void system.close().finally(() => process.exit());
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
  process.send?.({ type: 'ready', url: system.url, apiKey: system.apiKey });
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
