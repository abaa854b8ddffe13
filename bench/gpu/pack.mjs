/**
 * Packs the benches for a machine that has nothing but an NVIDIA driver and PyTorch. Compile first, and run it on the Node
 * that is packed: npx tsc -b bench/tsconfig.lib.json; tools/with-node node bench/gpu/pack.mjs
 */
import { ensureNode } from '../../tools/setup.mjs';
import { packFromCommandLine } from '../dist/pack/pack.js';

ensureNode();

packFromCommandLine(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
