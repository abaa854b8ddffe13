/** Dense float16 rate of tensor cores without sparsity, TFLOP/s, from NVIDIA's data sheets of the SXM cards. */
const rates: readonly (readonly [name: RegExp, teraflops: number])[] = [
  [/H[12]00 PCIe/, 756],
  [/H100 NVL/, 835],
  [/H[12]00/, 989],
  [/A100/, 312],
  [/L40S/, 362],
  [/L4\b/, 121],
  [/\bT4\b/, 65],
];

/** What a card's maker promises, TFLOP/s; null for a card that is not listed. */
export const publishedTeraflops = (gpu: string | undefined): number | null =>
  rates.find(([name]) => gpu !== undefined && name.test(gpu))?.[1] ?? null;
