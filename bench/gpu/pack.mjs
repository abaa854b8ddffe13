/** Packs the benches for a machine that has nothing but an NVIDIA driver and PyTorch. Compile first: npx tsc -b bench/tsconfig.lib.json */
import { packFromCommandLine } from '../dist/pack/pack.js';

packFromCommandLine(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
